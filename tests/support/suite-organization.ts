import { beforeAll, beforeEach, expect } from 'vitest'
import type { BrowserJar } from './browser-jar'
import { messagesOf, sendForm } from './html-form'
import { type Stack, type StackUser, signedIn } from './stack'
import { newUserEmail } from './users'

export type Person = StackUser & { id: string; jar: BrowserJar }

/** A new user, signed in. */
export async function newPerson(stack: Stack): Promise<Person> {
  const user = await newUserEmail(stack)
  const [row] = await stack.backend.sql<{ id: string }>('select id from auth.users where email = $1', [
    user.email,
  ])
  return { ...user, id: row?.id ?? '', jar: await signedIn(stack, user) }
}

/** What a form leads to, or the messages that it shows. */
export async function formResult(response: Promise<Response>): Promise<string> {
  const answer = await response
  const text = await answer.text()
  return answer.headers.get('location') ?? messagesOf(text)
}

/**
 * Makes, for the tests of a file, four users, and before each test an organization of the first three and one of the fourth. Only the
 * tests can use them.
 */
export function suiteOrganization(stack: Stack) {
  const owner = {} as Person
  const admin = {} as Person
  const member = {} as Person
  const outsider = {} as Person
  const organization = { slug: '' }
  const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

  async function create({ jar }: Person, slug: string): Promise<void> {
    const fields = [
      ['name', `Org ${slug}`],
      ['slug', slug],
    ] as const
    expect(await formResult(sendForm(jar, '/organizations', fields))).toBe(`/o/${slug}`)
  }

  beforeAll(async () => {
    const people = [owner, admin, member, outsider]
    await Promise.all(people.map(async (one) => Object.assign(one, await newPerson(stack))))
  })

  beforeEach(async () => {
    await stack.proxy.fault(null)
    await sql('delete from private.quota_usage')
    organization.slug = `org-${crypto.randomUUID().slice(0, 8)}`
    await create(owner, organization.slug)
    await create(outsider, `${organization.slug}-other`)
    await sql(
      `insert into public.organization_members (organization_id, user_id, role)
       select id, user_id::uuid, role::public.organization_role from public.organizations,
         (values ($2, 'admin'), ($3, 'member')) as added (user_id, role) where slug = $1`,
      [organization.slug, admin.id, member.id],
    )
  })

  /** The role of each member, by user ID. */
  async function roles(): Promise<Record<string, string>> {
    const rows = await sql<{ user_id: string; role: string }>(
      `select user_id, role from public.organization_members join public.organizations on id = organization_id
       where slug = $1`,
      [organization.slug],
    )
    return Object.fromEntries(rows.map(({ user_id, role }) => [user_id, role]))
  }

  return { owner, admin, member, outsider, organization, roles }
}

/** The text of a page, which must answer with 200. */
export async function pageText({ jar }: Person, path: string): Promise<string> {
  const response = await jar.fetch(path)
  expect([path, response.status]).toEqual([path, 200])
  return await response.text()
}
