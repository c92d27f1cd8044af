import { beforeEach, describe, expect, test } from 'vitest'
import { as, concurrentUsers, type Transaction } from '../support/concurrent-users.ts'

const { connect, database, race, users } = concurrentUsers()

describe('with a second factor', () => {
  const admin = () => users[1]
  beforeEach(async () => {
    const [{ id }] = users
    await database.sql("insert into public.user_roles (user_id, role) values ($1, 'admin')", [admin().id])
    await database.sql("update auth.sessions set aal = 'aal2' where id = $1", [admin().id])
    await database.sql(
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
       values ($1, $1, 'Phone', 'totp', 'verified', now(), now())`,
      [admin().id],
    )
    await database.sql(
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
       values ($1, $1, 'Phone', 'totp', 'verified', now(), now())`,
      [id],
    )
    await database.sql('insert into private.recovery_code_attempts (user_id) values ($1)', [id])
    await database.sql(
      `insert into private.recovery_codes (user_id, code_hash)
       select $1, extensions.crypt(code, extensions.gen_salt('bf', 4)) from unnest(array['ABCD2345', 'EFGH6789']) as code`,
      [id],
    )
  })

  test('a recovery code works for one of two concurrent sign-ins', async () => {
    const redeem = as(users[0], "select public.use_recovery_code('ABCD2345')")
    expect(await race(redeem, redeem)).toEqual(['used', 'incorrect'])
  })

  test('concurrent incorrect recovery codes all count', async () => {
    const clients = Array.from({ length: 8 }, connect)
    const results = await Promise.all(
      clients.map((client) => client.begin(as(users[0], "select public.use_recovery_code('ZZZZZZZZ')"))),
    )
    expect(results.toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => 'incorrect'),
      ...Array.from({ length: 3 }, () => 'locked'),
    ])
  })

  test('one of two concurrent requests for a factor reset is accepted', async () => {
    const request = as(admin(), 'select public.request_factor_reset($1, $2) is not null', [
      users[0].id,
      'lost',
    ])
    expect(await race(request, request)).toEqual([true, 'reset_pending'])
  })

  test('a factor reset is either completed or canceled', async () => {
    await database.sql(
      'insert into private.factor_resets (user_id, requested_by, due_at) values ($1, $2, now())',
      [users[0].id, admin().id],
    )
    const complete = as(users[0], 'select public.complete_factor_reset()')
    const cancel = as(admin(), 'select public.cancel_factor_reset($1)', [users[0].id])
    expect(await race(complete, cancel)).toEqual([true, false])
  })

  test('a second factor that is passed while a factor reset is completed is not stopped by it', async () => {
    const [{ id }] = users
    await database.sql(
      'insert into private.factor_resets (user_id, requested_by, due_at) values ($1, $2, now())',
      [id, admin().id],
    )
    const complete = as(users[0], 'select public.complete_factor_reset()')
    const pass: Transaction<unknown> = async (transaction) => {
      const [session] =
        await transaction`update auth.sessions set aal = 'aal2' where id = ${id} returning aal::text`
      return session?.aal
    }
    expect(await race(complete, pass)).toEqual([true, 'aal2'])
  })

  test('concurrent sign-ins never trust more than ten devices', async () => {
    const trust = as(
      admin(),
      "select count(*)::int from public.trust_device(gen_random_uuid() || '-' || gen_random_uuid())",
    )
    await database.sql(
      `insert into private.trusted_devices (user_id, token_hash, factor_ids, expires_at)
       select $1, sha256(convert_to('device ' || n, 'UTF8')), array[$1::uuid], now() + interval '1 day' from generate_series(1, 9) as n`,
      [admin().id],
    )
    expect(await race(trust, trust)).toEqual([1, 1])
    expect(
      await database.sql('select count(*)::int as count from private.trusted_devices where user_id = $1', [
        admin().id,
      ]),
    ).toEqual([{ count: 10 }])
  })
})
