import { beforeAll } from 'vitest'
import { type ApiUser, apiUser } from './api-client'
import type { Stack, StackUser } from './stack'
import { newUserEmail } from './users'

export const MEMBERS = {
  first: { owner: 'owner', admin: 'admin', member: 'member', expired: 'admin' },
  second: { outsider: 'owner', admin: 'member' },
  third: { expired: 'owner' },
} as const
export type Name = keyof typeof MEMBERS
export const NAMES = ['first', 'second', 'third'] as const
export const PEOPLE = ['owner', 'admin', 'member', 'expired', 'outsider'] as const
export type PersonName = (typeof PEOPLE)[number]

type Person = ApiUser & StackUser
export type Organization = {
  id: string
  slug: string
  name: string
  note: string
  noteId: string
  memberIds: string[]
}

/** The organizations to which someone belongs. An expired membership is none. */
export const isOf = (who: PersonName, name: Name) =>
  who in MEMBERS[name] && !(who === 'expired' && name === 'first')

/** Each person with each organization to which they do not belong. */
export const FOREIGN = PEOPLE.flatMap((who) =>
  NAMES.filter((name) => !isOf(who, name)).map((name) => [who, name] as const),
)

/** Five people and three organizations, for the tests of a file. Only the tests can use them. */
export function isolatedOrganizations(stack: Stack) {
  const people = {} as Record<PersonName, Person>
  const organizations = {} as Record<Name, Organization>
  const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

  beforeAll(async () => {
    for (const who of PEOPLE) {
      const user = await newUserEmail(stack)
      people[who] = { ...user, ...(await apiUser(stack, user)) }
    }
    for (const name of NAMES) {
      const [slug, title, note] = ['org', 'Name', 'Note'].map(
        (kind) => `${kind.toLowerCase()}-${crypto.randomUUID().slice(0, 30)}`,
      )
      const [row] = await sql<{ id: string }>(
        'insert into public.organizations (slug, name) values ($1, $2) returning id',
        [slug, title],
      )
      const id = row?.id ?? ''
      const memberIds = Object.keys(MEMBERS[name]).map((who) => people[who as PersonName].id)
      for (const [who, role] of Object.entries(MEMBERS[name]))
        await sql(
          `insert into public.organization_members (organization_id, user_id, role, expires_at)
           values ($1, $2, $3::public.organization_role, case when $4 then now() - interval '1 second' end)`,
          [id, people[who as PersonName].id, role, !isOf(who as PersonName, name)],
        )
      // No one has an address at it.
      await sql(
        'insert into private.organization_domains (organization_id, domain, added_by) values ($1, $2, $3)',
        [id, `${slug}.example`, memberIds[0]],
      )
      const [added] = await sql<{ id: string }>(
        'insert into public.notes (organization_id, author_id, note) values ($1, $2, $3) returning id',
        [id, memberIds[0], note],
      )
      for (const part of ['posts', 'materials', 'announcements'])
        await sql(`insert into public.${part} (organization_id, title, body) values ($1, $2, $2)`, [id, note])
      organizations[name] = {
        id,
        slug: slug ?? '',
        name: title ?? '',
        note: note ?? '',
        noteId: String(added?.id),
        memberIds,
      }
    }
  })

  /**
   * What someone must not see: what is in the organizations to which they do not belong, and the addresses of those whom they meet
   * in none. `sent`: what the request itself contained, which a response may repeat.
   */
  function secretsFrom(who: PersonName, sent: string[] = []): string[] {
    const foreign = NAMES.filter((name) => !isOf(who, name)).flatMap((name) => {
      const { id, slug, name: title, note } = organizations[name]
      return [id, slug, title, note]
    })
    const met = new Set<string>(
      NAMES.filter((name) => isOf(who, name)).flatMap((name) => Object.keys(MEMBERS[name])),
    )
    const unmet = PEOPLE.filter((other) => other !== who && !met.has(other)).map(
      (other) => people[other].email,
    )
    return [...foreign, ...unmet].filter((secret) => !sent.includes(secret))
  }

  return { people, organizations, secretsFrom }
}
