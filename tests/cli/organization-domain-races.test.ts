import { beforeEach, describe, expect, test } from 'vitest'
import { as, concurrentUsers } from '../support/concurrent-users.ts'

const { database, race, users } = concurrentUsers()

describe('a domain of an organization', () => {
  const slug = `race-${crypto.randomUUID().slice(0, 8)}`
  const domain = `${slug}.example`
  let organization: string

  beforeEach(async () => {
    await database.sql("update auth.users set email = id || '@' || $3 where id in ($1, $2)", [
      users[0].id,
      users[1].id,
      domain,
    ])
    const [row] = await database.sql<{ id: string }>(
      "insert into public.organizations (slug, name) values ($1, 'Race') returning id",
      [slug],
    )
    organization = row?.id ?? ''
    await database.sql(
      "insert into public.organization_members (organization_id, user_id, role) values ($1, $2, 'owner')",
      [organization, users[0].id],
    )
    await database.sql(
      'insert into private.organization_domains (organization_id, domain, added_by) values ($1, $2, $3)',
      [organization, domain, users[0].id],
    )
    return () => database.sql('delete from public.organizations where id = $1', [organization])
  })

  const join = () => as(users[1], "select 'joined' from public.join_organization($1) as done", [slug])
  const removeDomain = () =>
    as(users[0], 'select public.remove_organization_domain($1, $2)', [organization, domain])
  const removeMember = () => as(users[0], 'select public.remove_member($1, $2)', [organization, users[1].id])
  const members = () =>
    database.sql(
      'select count(*)::int as members from public.organization_members where organization_id = $1 and user_id = $2',
      [organization, users[1].id],
    )

  test('makes one member of a user who joins twice at once', async () => {
    expect(await race(join(), join())).toEqual(['joined', 'joined'])
    expect(await members()).toEqual([{ members: 1 }])
    expect(
      await database.sql(
        "select count(*)::int as entries from public.audit_log where user_id = $1 and type = 'organization.member_joined'",
        [users[1].id],
      ),
    ).toEqual([{ entries: 1 }])
  })

  test('that is removed meanwhile lets no one join', async () => {
    const [, late] = await race(removeDomain(), join())
    expect(late).toBe('permission denied')
    expect(await members()).toEqual([{ members: 0 }])
  })

  test('does not bring back a member who is removed meanwhile', async () => {
    await database.sql(
      "insert into public.organization_members (organization_id, user_id, role) values ($1, $2, 'member')",
      [organization, users[1].id],
    )
    const [, late] = await race(removeMember(), join())
    expect(late).toBe('permission denied')
    expect(await members()).toEqual([{ members: 0 }])
  })

  test('lets a member be removed who is joining', async () => {
    const [, late] = await race(join(), removeMember())
    expect(late).toBe('')
    expect(await members()).toEqual([{ members: 0 }])
  })
})
