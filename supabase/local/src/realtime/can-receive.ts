import type { JWTPayload } from 'jose'
import type { InTransaction } from '../auth/handle-request.ts'

/**
 * Whether a caller may receive the messages of a private channel. As Realtime does, it adds a message with this topic, reads it as
 * the caller, and rolls both back: the policies of `realtime.messages` decide.
 * @param topic without the prefix `realtime:`.
 */
export async function canReceive(
  inTransaction: InTransaction,
  topic: string,
  claims: JWTPayload,
): Promise<boolean> {
  const rollback = new Error('Rolls the transaction back.')
  let isAllowed = false
  try {
    await inTransaction(async (sql) => {
      const [message] = await sql<{ id: string }>(
        "insert into realtime.messages (topic, extension) values ($1, 'broadcast') returning id",
        [topic],
      )
      await sql(
        "select set_config('role', $1, true), set_config('realtime.topic', $2, true), set_config('request.jwt.claims', $3, true)",
        [claims.role, topic, JSON.stringify(claims)],
      )
      isAllowed = (await sql('select id from realtime.messages where id = $1', [message?.id])).length === 1
      throw rollback
    })
  } catch (error) {
    if (error !== rollback) throw error
  }
  return isAllowed
}
