import 'server-only'
import { createHash } from 'node:crypto'
import { singleFlight } from '@/utils/supabase/single-flight'
import type { Note, Outcome } from './notes'

/** As long as somebody may press a button twice, or load the answer to a sent form anew. */
const KEPT_MS = 10 * 60_000

const fly = singleFlight<Outcome<Note>>(KEPT_MS)

/**
 * Writes a note once per process, however often one form with one text is sent: a double click makes one row, also without
 * JavaScript. What failed is forgotten, so that trying again writes.
 *
 * @param userId whose note it is; two people never share an answer.
 * @param sending what tells one form on one page from another.
 * @param write does the writing.
 */
export async function addOnce(
  userId: string,
  sending: string,
  note: string,
  write: () => Promise<Outcome<Note>>,
): Promise<Outcome<Note>> {
  const key = createHash('sha256')
    .update(JSON.stringify([userId, sending, note]))
    .digest('base64')
  return await fly(key, write, ({ ok }) => ok).result
}
