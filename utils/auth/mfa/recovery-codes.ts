import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { cookies, headers } from 'next/headers'
import { z } from 'zod'
import { env } from '@/utils/env'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { sessionCookie, storedTokens } from '@/utils/supabase/session-cookies'
import { createTokenClient } from '@/utils/supabase/token-client'

type Client = SupabaseClient<Database>

/** What became of a recovery code. `locked`: too many incorrect ones; `unavailable`: it was not checked. */
export type RecoveryCodeResult = 'used' | 'incorrect' | 'locked' | 'unavailable'

const resultSchema = z.enum(['used', 'incorrect', 'locked'])
const codesSchema = z.array(z.string()).min(1)

/** Error codes of the Auth server that say it has recovery codes of its own, but not for this user. */
const NONE_YET = new Set(['mfa_factor_not_found', 'factor_not_found'])

type Status = { by: 'auth'; left: number | null } | { by: 'database' } | null

/**
 * Who keeps this user's recovery codes: the Auth server from 2.197 on, where they are switched on, otherwise our own table
 * (docs/decisions/17-second-factor.md).
 */
async function status({ auth }: Client): Promise<Status> {
  const { data, error } = await auth.mfa.recoveryCodes.getStatus()
  if (data) return { by: 'auth', left: data.remaining }
  if (error.code === AUTH_UNAVAILABLE) return null
  return NONE_YET.has(error.code ?? '') ? { by: 'auth', left: null } : { by: 'database' }
}

/**
 * The number of unused recovery codes.
 *
 * @returns 0 if there are none; null if there is no clear response.
 */
export async function recoveryCodesLeft(client: Client): Promise<number | null> {
  const kept = await status(client)
  if (!kept) return null
  if (kept.by === 'auth') return kept.left ?? 0
  const { data } = await client.rpc('recovery_codes_left')
  return typeof data === 'number' ? data : null
}

/**
 * Makes a new set of recovery codes; the old ones no longer work. The session has to be at aal2.
 *
 * @returns the codes, which nothing returns a second time; null if none were made.
 */
export async function generateRecoveryCodes(client: Client): Promise<string[] | null> {
  const kept = await status(client)
  if (!kept) return null
  const { mfa } = client.auth
  const made =
    kept.by === 'database'
      ? (await (await clientWithFullDeadline()).rpc('generate_recovery_codes')).data
      : (await (kept.left === null ? mfa.recoveryCodes.generate() : mfa.recoveryCodes.regenerate())).data
          ?.codes
  return codesSchema.safeParse(made).data ?? null
}

/** Ten hashes take time, of which the verification of a code may have left little. Codes that arrive late are never shown. */
async function clientWithFullDeadline(): Promise<Client> {
  const tokens = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
  return createTokenClient(getClientInfo(await headers()), tokens?.accessToken)
}

/** Uses up a recovery code. The client's session is at aal2 then; the Auth server gives it a new refresh token. */
export async function consumeRecoveryCode(
  client: Client,
  code: string,
): Promise<{ result: RecoveryCodeResult; refreshToken?: string }> {
  const kept = await status(client)
  if (!kept) return { result: 'unavailable' }
  if (kept.by === 'database') {
    const { data } = await client.rpc('use_recovery_code', { code })
    return { result: resultSchema.safeParse(data).data ?? 'unavailable' }
  }
  const { data, error } = await client.auth.mfa.recoveryCodes.verify({ code })
  if (data) return { result: 'used', refreshToken: data.refresh_token }
  if (error.code === AUTH_UNAVAILABLE) return { result: 'unavailable' }
  return { result: error.status === 429 ? 'locked' : 'incorrect' }
}
