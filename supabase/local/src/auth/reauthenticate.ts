import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { mailToken } from './mail-token.ts'
import { requireUser } from './require-user.ts'

/** `GET /reauthenticate`. Mails the code that a password change of an old session asks for. */
export async function reauthenticate(call: Call): Promise<Response> {
  const { user } = await requireUser(call)
  if (!user.email) throw invalid('Reauthentication requires the user to have an email or a phone number')
  if (!user.confirmed_at) throw new AuthError(422, 'email_not_confirmed', 'Please verify your email first.')
  await audit(call, user, 'user_reauthenticate_requested')
  await mailToken(call, user, 'reauthentication')
  return Response.json({})
}
