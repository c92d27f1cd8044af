import { authErrorMessage } from '@/utils/auth/error-messages'
import type { PasskeyOptions } from '@/utils/auth/passkeys/sign-in-with-passkey'
import type { RateLimitedAttempt } from '@/utils/rate-limit/attempts'
import { tooManyAttemptsText } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/** Responds to public/passkeys.js: with WebAuthn options, or with the text that it shows. */
export function passkeyOptionsResponse(result: PasskeyOptions | RateLimitedAttempt): Response {
  if ('isRateLimited' in result)
    return Response.json(
      { message: tooManyAttemptsText(result) },
      { status: 429, headers: { 'Retry-After': String(result.waitS) } },
    )
  if (result.ok) return Response.json({ options: result.options })
  const status = result.code === AUTH_UNAVAILABLE ? 503 : 400
  return Response.json({ message: authErrorMessage(result.code) }, { status })
}
