import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { amrSchema } from '@/utils/auth/reauthentication/signed-in-at'
import type { Database } from '@/utils/supabase/database.types'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/** The error code for a session that a recovery code of the Auth server has raised to aal2. */
export const RAISED_BY_RECOVERY_CODE = 'raised_by_recovery_code'

/**
 * Removes an authenticator app. The Auth server keeps recovery codes of its own only next to another factor, so they go with the last
 * app. Removing them lowers a session that one of them has raised: such a session would lose its codes and could not remove the app.
 *
 * @returns the error, or null. With RAISED_BY_RECOVERY_CODE, nothing was removed.
 */
export async function removeAuthenticatorApp(
  { auth }: SupabaseClient<Database>,
  factorId: string,
): Promise<{ code?: string | undefined } | null> {
  const { error } = await auth.mfa.unenroll({ factorId })
  if (error?.code !== 'mfa_recovery_codes_sole_factor') return error
  const session = await auth.getClaims()
  if (!session.data) return { code: AUTH_UNAVAILABLE }
  if (isRaisedByRecoveryCode(session.data.claims.amr)) return { code: RAISED_BY_RECOVERY_CODE }
  const codes = await auth.mfa.recoveryCodes.unenroll()
  return codes.error ?? (await auth.mfa.unenroll({ factorId })).error
}

/** Whether the last second factor of a session was a recovery code. Entries of the same second count as that. */
function isRaisedByRecoveryCode(amr: unknown): boolean {
  const methods = amrSchema.safeParse(amr).data ?? []
  const last = (wanted: string) =>
    Math.max(0, ...methods.filter(({ method }) => method === wanted).map(({ timestamp }) => timestamp))
  return last('mfa/recovery_code') > 0 && last('mfa/recovery_code') >= last('totp')
}
