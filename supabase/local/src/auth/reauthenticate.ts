import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { sendUserToken } from './email-token.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'

/** `GET /reauthenticate`. Emails the code that a password change requires in an old session. */
export async function reauthenticate(context: RequestContext): Promise<Response> {
  const { user } = await requireUser(context)
  if (!user.email) throw invalid('Reauthentication requires the user to have an email or a phone number')
  if (!user.confirmed_at) throw new AuthError(422, 'email_not_confirmed', 'Please verify your email first.')
  await audit(context, user, 'user_reauthenticate_requested')
  await sendUserToken(context, user, 'reauthentication')
  return Response.json({})
}
