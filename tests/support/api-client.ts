import { afterAll, beforeAll } from 'vitest'
import type { BrowserJar } from './browser-jar'
import { MEMBER, MENTOR, readSession, type Stack, type StackUser, signedIn, startStack } from './stack'

/** A user with a signed-in browser, and the access token in it. */
export type ApiUser = { jar: BrowserJar; token: string; id: string; email: string }

/** An organization, and a note in it. */
export type ApiOrganization = { slug: string; noteId: number }

export type Sent = {
  method?: string
  /** Sent as JSON; a string is sent unchanged. */
  body?: unknown
  headers?: Record<string, string>
}

export type ApiResponse = {
  status: number
  headers: Headers
  /** The body as JSON; undefined if it is empty. Throws if it is anything else. */
  body: { id: number; note: string; error: { code: string; message: string; fields: Record<string, string> } }
}

/** The stack for the tests of one file, two users, and functions to call the API. */
export function createApiClient() {
  const holder: { stack?: Stack; member?: ApiUser; mentor?: ApiUser } = {}
  beforeAll(async () => {
    const stack = await startStack()
    Object.assign(holder, {
      stack,
      member: await apiUser(stack, MEMBER),
      mentor: await apiUser(stack, MENTOR),
    })
  })
  afterAll(() => holder.stack?.close())

  const stack = () => there(holder.stack)
  return {
    stack,
    member: () => there(holder.member),
    mentor: () => there(holder.mentor),

    /** Calls without a cookie. */
    call: (path: string, sent: Sent = {}) => fetch(stack().app.url + path, request(sent)).then(read),

    /** Calls with the user's token and no cookie. */
    callBy: ({ token }: ApiUser, path: string, sent: Sent = {}) =>
      fetch(stack().app.url + path, request(sent, { authorization: `Bearer ${token}` })).then(read),

    /** Calls as the user's browser does from a page of this site, unless the headers differ. */
    callFrom: ({ jar }: ApiUser, path: string, sent: Sent = {}) =>
      jar.fetch(path, request(sent, { origin: jar.origin })).then(read),

    /** Inserts a note directly into the database. */
    async noteOf({ id }: ApiUser, note: string): Promise<number> {
      const [row] = await stack().backend.sql<{ id: number }>(
        'insert into public.notes (user_id, note) values ($1, $2) returning id',
        [id, note],
      )
      return Number(row?.id)
    },

    /** Inserts an organization with owners and a note, both named after the first, directly into the database. */
    async organizationOf({ email, ...owner }: ApiUser, ...others: ApiUser[]): Promise<ApiOrganization> {
      const slug = `org-${crypto.randomUUID()}`.slice(0, 40)
      const [row] = await stack().backend.sql<{ id: number }>(
        `with created as (
           insert into public.organizations (slug, name) values ($1, 'Of ' || $2) returning id
         ), owned as (
           insert into public.organization_members (organization_id, user_id, role)
           select id, user_id::uuid, 'owner' from created, jsonb_array_elements_text($3::text::jsonb) as user_id
         )
         insert into public.notes (organization_id, note) select id, 'of ' || $2 from created returning id`,
        [slug, email, JSON.stringify([owner, ...others].map(({ id }) => id))],
      )
      return { slug, noteId: Number(row?.id) }
    },

    /** The text of a note in the database, or undefined. */
    async textOf(id: number): Promise<string | undefined> {
      const [row] = await stack().backend.sql<{ note: string }>(
        'select note from public.notes where id = $1',
        [id],
      )
      return row?.note
    },
  }
}

/** Signs a user in. */
export async function apiUser(stack: Stack, user: StackUser): Promise<ApiUser> {
  return apiUserIn(stack, await signedIn(stack, user), user.email)
}

/** The user who is signed in in a browser. */
export function apiUserIn(stack: Stack, jar: BrowserJar, email: string): ApiUser {
  const token = readSession(jar, stack.cookieName).access_token
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return { jar, token, id: claims.sub, email }
}

function request({ method = 'GET', body, headers }: Sent, more: Record<string, string> = {}): RequestInit {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  return {
    method,
    redirect: 'manual',
    headers: { ...more, ...type, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }
}

export async function read(response: Response): Promise<ApiResponse> {
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The stack has not started.')
  return value
}
