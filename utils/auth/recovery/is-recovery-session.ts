import { amrSchema } from '@/utils/auth/reauthentication/signed-in-at'
import { parseObject } from '@/utils/auth/sessions/session-response'

/**
 * Whether a session was opened by a recovery email, as its access token says (the `amr` claim,
 * https://supabase.com/docs/guides/auth/jwt-fields).
 *
 * @param accessToken straight from the Auth server: the signature is not looked at.
 */
export function isRecoverySession(accessToken: string): boolean {
  const [, payload = ''] = accessToken.split('.')
  const claims = parseObject(Buffer.from(payload, 'base64url').toString())
  const amr = amrSchema.safeParse(claims?.amr).data ?? []
  return amr.some(({ method }) => method === 'recovery')
}
