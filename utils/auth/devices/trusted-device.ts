import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Session, SupabaseClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { createTokenClient } from '@/utils/supabase/token-client'
import { currentDeviceId, type RememberedDevice } from './remember-device'

/** The database has the same lifetime (trusted_device_lifetime) and decides. */
const LIFE_S = 30 * 24 * 60 * 60

const MAX_USERS = 5

/**
 * The tokens of this browser that stand in for the second factor, newest first. Each belongs to a user and to the device cookie of
 * this browser, whose ID changes at every sign-in: the cookie alone is worth nothing elsewhere.
 */
const trusted = flowCookie(
  'trusted-device',
  z.object({ tokens: z.array(z.object({ userId: z.string(), deviceId: z.string(), token: z.string() })) }),
  LIFE_S,
)

const newToken = () => randomBytes(32).toString('base64url')

/**
 * Trusts this browser: the user is not asked for the second factor here for 30 days, until the password or the factors change, or
 * until the user ends it on the sessions page.
 *
 * @param client its session is at aal2.
 * @returns false if the database does not trust the device; the user is asked again next time.
 */
export async function trustDevice(client: SupabaseClient<Database>, userId: string): Promise<boolean> {
  const deviceId = await currentDeviceId(userId)
  if (!deviceId) return false
  const token = newToken()
  const { data } = await client.rpc('trust_device', { token })
  if (!Array.isArray(data) || data.length === 0) return false
  await write({ userId, deviceId, token }, (await storedTokens(userId)).others)
  return true
}

/**
 * Spares a new session the second factor if this browser is trusted. Any failure means that the user is asked.
 *
 * @param device what the device cookie says about this browser and user.
 * @param isAllowed false: the second factor is required, and the trust in this browser ends.
 * @returns whether the session is spared the second factor.
 */
export async function applyTrustedDevice(
  { user, access_token }: Session,
  { previousId, id }: RememberedDevice,
  isAllowed: boolean,
): Promise<boolean> {
  const { own, others } = await storedTokens(user.id)
  if (!own) return false
  const token = newToken()
  const isTrusted =
    isAllowed &&
    id !== undefined &&
    own.deviceId === previousId &&
    (await rotate(access_token, own.token, token))
  await write(isTrusted ? { userId: user.id, deviceId: id, token } : null, others)
  return isTrusted
}

async function rotate(accessToken: string, token: string, new_token: string): Promise<boolean> {
  const client = createTokenClient(getClientInfo(await headers()), accessToken)
  const { data } = await client.rpc('rotate_trusted_device', { token, new_token })
  return data === true
}

type Token = { userId: string; deviceId: string; token: string }

async function storedTokens(userId: string): Promise<{ own: Token | undefined; others: Token[] }> {
  const tokens = (await trusted.read())?.tokens ?? []
  const own = tokens.find((entry) => entry.userId === userId)
  return { own, others: tokens.filter((entry) => entry.userId !== userId) }
}

async function write(own: Token | null, others: Token[]): Promise<void> {
  const tokens = [...(own ? [own] : []), ...others].slice(0, MAX_USERS)
  if (tokens.length > 0) await trusted.write({ tokens })
  else await trusted.remove()
}
