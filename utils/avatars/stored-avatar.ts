import 'server-only'
import { createHash } from 'node:crypto'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { Database } from '@/utils/supabase/database.types'
import { REQUEST_DEADLINE_MS } from '@/utils/supabase/request-deadline'
import { withTimeout } from '@/utils/supabase/with-timeout'
import { isWebp } from './encode-avatar'

type Client = SupabaseClient<Database>

const BUCKET = 'avatars'
/** The type under which a picture is stored. The bucket accepts nothing else. */
export const AVATAR_TYPE = 'image/webp'

/** The one path of a user's picture. The policy of the bucket allows no other. */
const pathOf = (userId: string) => `${userId}/avatar.webp`

/** Identifies a picture by its content. */
export function versionOf(picture: Uint8Array): string {
  return createHash('sha256').update(picture).digest('hex').slice(0, 16)
}

/**
 * Reads a user's picture with the session of the reader, whose rights the database decides.
 *
 * @returns `missing` if there is none that the reader may see; null if Storage does not respond.
 */
export async function readAvatar(client: Client, userId: string): Promise<Buffer | 'missing' | null> {
  const { data, error } = await inTime(client.storage.from(BUCKET).download(pathOf(userId)))
  if (error) return 'statusCode' in error && error.statusCode === '404' ? 'missing' : null
  const picture = Buffer.from(await data.arrayBuffer())
  // A user can upload to their own path without this application.
  return isWebp(picture) ? picture : 'missing'
}

/** Stores a picture in place of the previous one. Returns false if Storage does not respond or rejects it. */
export async function storeAvatar(client: Client, userId: string, picture: Buffer): Promise<boolean> {
  const { error } = await inTime(
    client.storage.from(BUCKET).upload(pathOf(userId), picture, { contentType: AVATAR_TYPE, upsert: true }),
  )
  return !error
}

/** Removes a user's picture. Returns true also if there was none, false if Storage does not respond. */
export async function removeAvatar(client: Client, userId: string): Promise<boolean> {
  const { error } = await inTime(client.storage.from(BUCKET).remove([pathOf(userId)]))
  return !error || ('statusCode' in error && error.statusCode === '404')
}

/** Storage can start to respond and never finish. */
async function inTime<T>(call: Promise<T>): Promise<T | { data: null; error: Error }> {
  return await withTimeout(REQUEST_DEADLINE_MS, call).catch((error: Error) => ({ data: null, error }))
}
