import { beforeEach, describe, expect, test } from 'vitest'
import { as, concurrentUsers, type TestUser, type Transaction } from '../support/concurrent-users.ts'

const { database, race, users } = concurrentUsers()

describe('the last owner of an organization', () => {
  let organization: string

  beforeEach(async () => {
    const [row] = await database.sql<{ id: string }>(
      `insert into public.organizations (slug, name) values ('race-' || substr(gen_random_uuid()::text, 1, 8), 'Race') returning id`,
    )
    organization = row?.id ?? ''
    await database.sql(
      `insert into public.organization_members (organization_id, user_id, role)
       select $1, id, 'owner' from auth.users where id in ($2, $3)`,
      [organization, users[0].id, users[1].id],
    )
    return () => database.sql('delete from public.organizations where id = $1', [organization])
  })

  const leave = (user: TestUser) => as(user, 'select public.leave_organization($1)', [organization])
  const owners = () =>
    database.sql(
      'select count(*)::int as owners from public.organization_members where organization_id = $1',
      [organization],
    )

  test('one of two owners who leave at once stays', async () => {
    const [, late] = await race(leave(users[0]), leave(users[1]))
    expect(late).toBe('last_owner')
    expect(await owners()).toEqual([{ owners: 1 }])
  })

  test('an owner whose account is deleted while the other leaves stays', async () => {
    const remove: Transaction<unknown> = (transaction) =>
      transaction`delete from auth.users where id = ${users[1].id}`
    const [, late] = await race(leave(users[0]), remove)
    expect(late).toBe('last_owner')
    expect(await owners()).toEqual([{ owners: 1 }])
  })

  test('an owner who is made an admin meanwhile can no longer do what owners do', async () => {
    const demote = as(users[0], "select public.change_member_role($1, $2, 'admin')", [
      organization,
      users[1].id,
    ])
    const [, late] = await race(demote, as(users[1], 'select public.delete_organization($1)', [organization]))
    expect(late).toBe('permission denied')
    expect(await owners()).toEqual([{ owners: 2 }])
  })
})

describe('an invitation', () => {
  const token = 'a'.repeat(43)
  let organization: string

  beforeEach(async () => {
    const [row] = await database.sql<{ id: string }>(
      `insert into public.organizations (slug, name) values ('race-' || substr(gen_random_uuid()::text, 1, 8), 'Race') returning id`,
    )
    organization = row?.id ?? ''
    await database.sql(
      "insert into public.organization_members (organization_id, user_id, role) values ($1, $2, 'owner')",
      [organization, users[0].id],
    )
    await database.sql(
      `insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash)
       values ($1, $2, 'member', $3, sha256(convert_to($4, 'UTF8')))`,
      [organization, users[1].email, users[0].id, token],
    )
    return () => database.sql('delete from public.organizations where id = $1', [organization])
  })

  const accept = () => as(users[1], 'select public.accept_invitation($1)', [token])
  const revoke = () =>
    as(
      users[0],
      `select public.revoke_invitation($1, (list).id) from (select public.list_invitations($1) as list) as pending`,
      [organization],
    )
  const joined = () =>
    database.sql(
      `select (select count(*)::int from public.organization_members where organization_id = $1 and user_id = $2) as members,
         (select count(*)::int from private.organization_invitations where organization_id = $1) as invitations`,
      [organization, users[1].id],
    )
  const accepted = () =>
    database.sql(
      "select count(*)::int as entries from public.audit_log where user_id = $1 and type = 'organization.invitation_accepted'",
      [users[1].id],
    )

  test('that is accepted twice at once is accepted once', async () => {
    const [early, late] = await race(accept(), accept())
    expect(late).toBe(early)
    expect(await joined()).toEqual([{ members: 1, invitations: 1 }])
    expect(await accepted()).toEqual([{ entries: 1 }])
  })

  test('that is revoked meanwhile is not accepted', async () => {
    const [, late] = await race(revoke(), accept())
    expect(late).toBe('invitation_not_found')
    expect(await joined()).toEqual([{ members: 0, invitations: 0 }])
  })

  test('that is accepted meanwhile cannot be revoked', async () => {
    const [, late] = await race(accept(), revoke())
    expect(late).toBe('invitation_not_found')
    expect(await joined()).toEqual([{ members: 1, invitations: 1 }])
  })
})
