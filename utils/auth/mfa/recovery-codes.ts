import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { cookies, headers } from 'next/headers'
import { z } from 'zod'
import { recordEvent } from '@/utils/audit/record-event'
import { env } from '@/utils/env'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { sessionCookie } from '@/utils/supabase/session-cookies'
import { storedTokens } from '@/utils/supabase/stored-tokens'
import { createTokenClient } from '@/utils/supabase/token-client'

type Client = SupabaseClient<Database>

/** What became of a recovery code. `locked`: too many incorrect ones; `unavailable`: it was not checked. */
export type RecoveryCodeResult = 'used' | 'incorrect' | 'locked' | 'unavailable'

const resultSchema = z.enum(['used', 'incorrect', 'locked'])
const codesSchema = z.array(z.string()).min(1)

/** The error code of a server from 2.197 on, turned on or off, for a user without a set. */
const NO_SET = 'mfa_factor_not_found'
const OFF = new Set(['mfa_recovery_codes_enroll_not_enabled', 'mfa_recovery_codes_verify_not_enabled'])

/** What the Auth server's error codes say about a code; any other error means that the code was not checked. */
const RESULTS = new Map<string | undefined, RecoveryCodeResult>([
  ['mfa_verification_failed', 'incorrect'],
  ['mfa_verification_rejected', 'incorrect'],
  ['validation_failed', 'incorrect'],
  ['mfa_recovery_codes_locked', 'locked'],
])

/** A user's recovery codes at the Auth server; `absent`: a server before 2.197. Null: no clear response. */
type AuthServerCodes = { set: 'present'; left: number } | { set: 'none' } | { set: 'absent' } | null

/** Turned off, the server still says how many are left, and only rejects their use (docs/decisions/17-second-factor.md). */
async function codesOfAuthServer({ auth }: Client): Promise<AuthServerCodes> {
  const { data, error } = await auth.mfa.recoveryCodes.getStatus()
  if (data) return { set: 'present', left: data.remaining }
  if (error.code === AUTH_UNAVAILABLE) return null
  return { set: error.code === NO_SET ? 'none' : 'absent' }
}

/**
 * The number of unused recovery codes.
 *
 * @returns 0 if there are none; null if there is no clear response.
 */
export async function recoveryCodesLeft(client: Client): Promise<number | null> {
  const codes = await codesOfAuthServer(client)
  if (!codes) return null
  if (codes.set === 'present') return codes.left
  const { data } = await client.rpc('recovery_codes_left')
  return typeof data === 'number' ? data : null
}

/**
 * Makes a new set of recovery codes, at the Auth server where they are turned on there, otherwise in our own table. The old ones no
 * longer work. The session has to be at aal2.
 *
 * @returns the codes, which nothing returns a second time; null if none were made.
 */
export async function generateRecoveryCodes(client: Client): Promise<string[] | null> {
  const codes = await codesOfAuthServer(client)
  if (!codes) return null
  if (codes.set !== 'absent') {
    const { recoveryCodes } = client.auth.mfa
    const made = codes.set === 'none' ? await recoveryCodes.generate() : await recoveryCodes.regenerate()
    if (!OFF.has(made.error?.code ?? '')) return codesSchema.safeParse(made.data?.codes).data ?? null
  }
  const { data } = await (await clientWithFullDeadline()).rpc('generate_recovery_codes')
  return codesSchema.safeParse(data).data ?? null
}

/** Ten hashes take time, of which the verification of a code may have left little. Codes that arrive late are never shown. */
async function clientWithFullDeadline(): Promise<Client> {
  const tokens = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
  return createTokenClient(getClientInfo(await headers()), tokens?.accessToken)
}

/**
 * Uses up a recovery code. The client's session is at aal2 then; the Auth server gives it a new refresh token. Codes of our own table
 * are valid until the user creates a set at the Auth server.
 */
export async function consumeRecoveryCode(
  client: Client,
  code: string,
): Promise<{ result: RecoveryCodeResult; refreshToken?: string }> {
  const codes = await codesOfAuthServer(client)
  if (!codes) return { result: 'unavailable' }
  if (codes.set === 'present') {
    const { data, error } = await client.auth.mfa.recoveryCodes.verify({ code })
    if (data) return { result: 'used', refreshToken: data.refresh_token }
    if (!OFF.has(error.code ?? '')) {
      const result = RESULTS.get(error.code) ?? 'unavailable'
      // The Auth server writes no entry for it.
      if (result === 'incorrect') await recordEvent(client, { type: 'mfa.failed', reason: 'recovery_code' })
      return { result }
    }
  }
  const { data } = await client.rpc('use_recovery_code', { code })
  return { result: resultSchema.safeParse(data).data ?? 'unavailable' }
}
