import { beforeEach, describe, expect, test } from 'vitest'
import { as, concurrentUsers, type Transaction } from '../support/concurrent-users.ts'

const { database, race, users, connect } = concurrentUsers()

describe('a sign-in through the identity provider of an organization', () => {
  let organization: string
  let provider: string

  beforeEach(async () => {
    organization = crypto.randomUUID()
    provider = crypto.randomUUID()
    await database.sql('insert into auth.sso_providers (id) values ($1)', [provider])
    await database.sql("insert into public.organizations (id, slug, name) values ($1, $2, 'Race')", [
      organization,
      `race-${organization.slice(0, 8)}`,
    ])
    await database.sql(
      "insert into public.organization_members (organization_id, user_id, role) values ($1, $2, 'owner')",
      [organization, users[0].id],
    )
    await database.sql(
      'insert into private.organization_sso_providers (organization_id, provider_id) values ($1, $2)',
      [organization, provider],
    )
    return async () => {
      await database.sql('delete from public.organizations where id = $1', [organization])
      await database.sql('delete from auth.sso_providers where id = $1', [provider])
    }
  })

  /** As the Auth server creates the identity. */
  const signIn = (): Transaction<unknown> => async (transaction) => {
    const user = users[1].id
    await transaction`
      insert into auth.identities (id, provider, provider_id, user_id, identity_data)
      values (gen_random_uuid(), ${`sso:${provider}`}, ${user}, ${user}, ${transaction.json({ sub: user })})`
    return 'signed in'
  }
  const member = () =>
    database.sql('select role from public.organization_members where organization_id = $1 and user_id = $2', [
      organization,
      users[1].id,
    ])
  const identity = () =>
    database.sql('select provider from auth.identities where user_id = $1 and provider like $2', [
      users[1].id,
      'sso:%',
    ])

  test('does not bring back a member who is removed meanwhile', async () => {
    await database.sql(
      "insert into public.organization_members (organization_id, user_id, role) values ($1, $2, 'member')",
      [organization, users[1].id],
    )
    const removal = as(users[0], 'select public.remove_member($1, $2)', [organization, users[1].id])
    const [, late] = await race(removal, signIn())
    expect(late).toBe('signed in')
    expect(await member()).toEqual([])
  })

  test('succeeds while the organization is deleted', async () => {
    const deletion = as(users[0], 'select public.delete_organization($1)', [organization])
    const [, late] = await race(deletion, signIn())
    expect(late).toBe('signed in')
    expect(await identity()).toHaveLength(1)
  })

  test('does not wait for a change of the organization that takes long', async () => {
    await connect().begin(async (transaction) => {
      await transaction`select from public.organizations where id = ${organization} for update`
      expect(await connect().begin(signIn())).toBe('signed in')
    })
    expect(await member()).toEqual([])
    expect(await identity()).toHaveLength(1)
  })

  test('lets the member be removed who is joining', async () => {
    const removal = as(users[0], 'select public.remove_member($1, $2)', [organization, users[1].id])
    const [, late] = await race(signIn(), removal)
    expect(late).toBe('')
    expect(await member()).toEqual([])
  })
})
