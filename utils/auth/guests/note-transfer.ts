import 'server-only'
import { randomBytes } from 'node:crypto'
import type { SupabaseClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { createTokenClient } from '@/utils/supabase/token-client'

/** The database has the same lifetime and decides. */
const LIFE_S = 60 * 60

/** The notes of a guest who has signed in to an account in this browser. The database stores the hash of the token. */
const transfer = flowCookie('note-transfer', z.object({ userId: z.string(), token: z.string() }), LIFE_S)

/**
 * Keeps the notes of a guest for the account that has just replaced the guest's session in this browser, until the user decides.
 *
 * @param guestToken the access token of the guest.
 */
export async function offerNotes(guestToken: string, userId: string): Promise<void> {
  const token = randomBytes(32).toString('base64url')
  const clientInfo = getClientInfo(await headers())
  const offer = () =>
    createTokenClient(clientInfo, guestToken).rpc('start_note_transfer', { token, to_user_id: userId })
  // Once the guest's session has ended, nothing reaches the notes.
  const first = await offer()
  const { data, error } = first.error ? await offer() : first
  if (error) await logRequestEvent({ event: 'guest.transfer_failed', code: error.code })
  if (data) await transfer.write({ userId, token })
}

/** Whether this browser holds notes of a guest for the user. */
export async function hasNoteTransfer(userId: string): Promise<boolean> {
  return (await transfer.read())?.userId === userId
}

/**
 * How many notes of a guest the user can add to the account.
 *
 * @returns 0 if there are none; null if the database gives no clear response.
 */
export async function countOfferedNotes(
  client: SupabaseClient<Database>,
  userId: string,
): Promise<number | null> {
  const offered = await transfer.read()
  if (offered?.userId !== userId) return 0
  const { data, error } = await client.rpc('pending_note_transfer', { token: offered.token })
  return error ? null : (data ?? 0)
}

/**
 * Moves the notes of the guest to the account, or deletes them.
 *
 * @returns the number of moved notes; `none` if there are none anymore; null if the database gives no clear response.
 */
export async function finishNoteTransfer(
  client: SupabaseClient<Database>,
  userId: string,
  move: boolean,
): Promise<number | 'none' | null> {
  const offered = await transfer.read()
  if (offered?.userId !== userId) return 'none'
  const { data, error } = await client.rpc('finish_note_transfer', { token: offered.token, move })
  if (error) return null
  await transfer.remove()
  return data ?? 'none'
}
