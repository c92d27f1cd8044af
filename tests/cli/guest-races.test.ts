import { beforeEach, describe, expect, test } from 'vitest'
import { as, concurrentUsers, type TestUser, type Transaction } from '../support/concurrent-users.ts'

const { database, race, users } = concurrentUsers()

describe('the notes of a guest', () => {
  const TOKEN = 'a'.repeat(43)
  const guest = (): TestUser => users[0]
  const finish = (): Transaction<unknown> =>
    as(users[1], 'select public.finish_note_transfer($1, true)', [TOKEN])
  const save = (): Transaction<unknown> =>
    as(guest(), "insert into public.notes (note) values ('saved meanwhile') returning note")
  const notesOfMember = () =>
    database.sql<{ note: string }>('select note from public.notes where user_id = $1 order by id', [
      users[1].id,
    ])

  beforeEach(async () => {
    await database.sql('update auth.users set is_anonymous = true, email = null where id = $1', [guest().id])
    await database.sql("insert into public.notes (user_id, note) values ($1, 'first')", [guest().id])
    await database.sql(
      `insert into private.note_transfers (guest_id, to_user_id, token_hash, expires_at)
       values ($1, $2, sha256(convert_to($3, 'UTF8')), now() + interval '1 hour')`,
      [guest().id, users[1].id, TOKEN],
    )
  })

  test('move once', async () => {
    expect(await race(finish(), finish())).toEqual(['1', null])
    expect(await notesOfMember()).toEqual([{ note: 'first' }])
  })

  test('move with one that the guest is saving', async () => {
    expect(await race(save(), finish())).toEqual(['saved meanwhile', '2'])
    expect(await notesOfMember()).toEqual([{ note: 'first' }, { note: 'saved meanwhile' }])
  })

  test('leave no room for one that the guest saves afterwards', async () => {
    const [moved, saved] = await race(finish(), save())
    expect(moved).toBe('1')
    expect(saved).toMatch(/foreign key|row-level security/)
  })

  test('stay with a guest who becomes a member first', async () => {
    const convert: Transaction<unknown> = async (transaction) => {
      await transaction`update auth.users set is_anonymous = false where id = ${guest().id}`
      return 'converted'
    }
    expect(await race(convert, finish())).toEqual(['converted', null])
    expect(await notesOfMember()).toEqual([])
  })
})
