import { invalid } from './auth-error.ts'
import { loadUser } from './load-user.ts'
import type { RequestContext } from './request-context.ts'
import { requireAdmin } from './require-admin.ts'
import { toUserJson } from './user-json.ts'
import type { UserRow } from './user-row.ts'

/** `GET /admin/users/{id}`, with the secret key. */
export async function getUserForAdmin(context: RequestContext): Promise<Response> {
  return Response.json(await toUserJson(context.sql, await loadUser(context)))
}

/**
 * `GET /admin/users?page=…&per_page=…&filter=…&sort=created_at asc`, with the secret key. The newest first, fifty a page, without
 * their identities and factors; `Link` and `X-Total-Count` say how many there are.
 */
export async function listUsers(context: RequestContext): Promise<Response> {
  await requireAdmin(context)
  const page = Math.max(1, wholeNumber(context, 'page') ?? 1)
  const perPage = wholeNumber(context, 'per_page') || 50
  const filter = `%${context.url.searchParams.get('filter') ?? ''}%`
  const rows = await context.sql<UserRow>(
    `select * from auth.users
     where aud = 'authenticated' and ($1 = '%%' or email like $1 or raw_user_meta_data ->> 'full_name' ilike $1)
     order by created_at ${direction(context)}`,
    [filter],
  )
  const users = rows.slice((page - 1) * perPage, page * perPage)
  const shown = await Promise.all(
    users.map(async (user) => ({
      ...(await toUserJson(context.sql, user)),
      identities: null,
      factors: undefined,
    })),
  )
  const headers = {
    Link: links(context.url, page, Math.ceil(rows.length / perPage)),
    'X-Total-Count': `${rows.length}`,
  }
  return Response.json({ users: shown, aud: 'authenticated' }, { headers })
}

function wholeNumber({ url }: RequestContext, name: string): number | undefined {
  const text = url.searchParams.get(name) || undefined
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text)
  const reason = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
  throw invalid(`Bad Pagination Parameters: ${reason}`)
}

function direction({ url }: RequestContext): 'asc' | 'desc' {
  const [field = '', order = 'desc'] = (url.searchParams.get('sort') ?? 'created_at').split(' ')
  if (field !== 'created_at') throw invalid(`Bad Sort Parameters: bad field for sort '${field}'`)
  if (!/^(asc|desc)$/i.test(order))
    throw invalid(`Bad Sort Parameters: bad direction for sort '${order}', only 'asc' and 'desc' allowed`)
  return /^asc$/i.test(order) ? 'asc' : 'desc'
}

function links(url: URL, page: number, pages: number): string {
  const to = (number: number, name: string) => {
    const query = new URLSearchParams(url.searchParams)
    query.set('page', String(number))
    query.sort()
    return `<${url.pathname.replace(/^\/auth\/v1/, '')}?${query}>; rel="${name}"`
  }
  return [...(pages > page ? [to(page + 1, 'next')] : []), to(pages, 'last')].join(', ')
}
