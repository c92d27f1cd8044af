import 'server-only'
import type { Session, SupabaseClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { z } from 'zod'
import { seal, unseal } from '@/utils/cookies/seal'
import { env } from '@/utils/env'
import { clientLocation } from '@/utils/request/client-location'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { createTokenClient } from '@/utils/supabase/token-client'
import type { SignInSignals } from './assess-risk'

const PURPOSE = 'sign-in-location'

/** The database deletes locations after the same period. */
const LIFE_S = 90 * 24 * 60 * 60
const HOUR_MS = 60 * 60 * 1000

const locationSchema = z.object({
  userId: z.string(),
  country: z.string().optional(),
  coordinates: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  /** Milliseconds since 1970. */
  at: z.number(),
})

type Client = SupabaseClient<Database>

/**
 * Records where a session has started, if the platform says so. The database stores it encrypted, and not for a session that lacks the
 * second factor. Call it in `after()`.
 */
export async function recordSignInLocation({ user, access_token }: Session): Promise<void> {
  if (!env().signInRisk) return
  await recordLocation(createTokenClient(getClientInfo(await headers()), access_token), user.id)
}

/** The same for a session that has just passed the second factor. */
export async function recordVerifiedLocation(client: Client, userId: string): Promise<void> {
  if (env().signInRisk) await recordLocation(client, userId)
}

async function recordLocation(client: Client, userId: string): Promise<void> {
  const { country, coordinates } = clientLocation(await headers(), env().network)
  if (!country && !coordinates) return
  const location = { userId, country, coordinates, at: Date.now() }
  await client.rpc('record_sign_in_location', { sealed: await seal(PURPOSE, location, LIFE_S) })
}

/**
 * The location of a user's last sign-in.
 *
 * @returns undefined if there is none; null if the database gave no clear response.
 */
export async function lastSignInLocation(
  client: Client,
  userId: string,
): Promise<SignInSignals['last'] | null> {
  const { data, error } = await client.rpc('last_sign_in_location')
  if (error) return null
  const last = locationSchema.safeParse(data ? await unseal(PURPOSE, data) : null).data
  if (last?.userId !== userId) return undefined
  return { ...last, hoursAgo: (Date.now() - last.at) / HOUR_MS }
}
