import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { completeEmailChange } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { parseEmailAddress } from './email-address.ts'
import { hasVerifiedFactor } from './factor-row.ts'
import { findEmailOwner } from './find-email-owner.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { checkPassword } from './password.ts'
import { challengeFields, readChallenge, saveFlowState } from './pkce.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'
import { sendEmailChange } from './send-email-change.ts'
import { toUserJson } from './user-json.ts'
import { updateUser } from './user-row.ts'

const Body = z.object({
  email: z.string().default(''),
  password: z.string().optional(),
  nonce: z.string().default(''),
  data: z.record(z.string(), z.unknown()).optional(),
  app_metadata: z.unknown().optional(),
  ...challengeFields,
})

/**
 * `PUT /user`. Changes the caller's own data: metadata at once, the password at once (see changePassword), the address
 * after confirmation by email; that of an anonymous user at once if sign-ups need no confirmation. Throws 422 email_exists, 422
 * validation_failed for the password of an anonymous user without an address, weak_password, same_password, 403 not_admin, and 401
 * insufficient_aal if a user with a verified factor changes address or password at aal1.
 */
export async function updateCurrentUser(context: RequestContext): Promise<Response> {
  const body = readBody(context, Body)
  const { user, session } = await requireUser(context)
  const email = body.email && parseEmailAddress(body.email)
  const challenge = readChallenge(body)
  if (body.password !== undefined) checkPassword(context, body.password)
  if (body.app_metadata !== undefined) {
    throw new AuthError(403, 'not_admin', 'Updating app_metadata requires admin privileges')
  }
  const changesEmail = email !== '' && email !== user.email
  if ((body.password || changesEmail) && session.aal !== 'aal2' && (await hasVerifiedFactor(context, user))) {
    throw new AuthError(
      401,
      'insufficient_aal',
      'AAL2 session is required to update email or password when MFA is enabled.',
    )
  }
  if (user.is_anonymous && body.password && email === '') {
    const message = 'Updating password of an anonymous user without an email or phone is not allowed'
    throw new AuthError(422, 'validation_failed', message)
  }
  if (user.is_sso_user && (body.password || changesEmail || body.nonce)) {
    const message = 'Updating email, phone, password of a SSO account only possible via SSO'
    throw new AuthError(422, 'user_sso_managed', message)
  }
  if (changesEmail && (await findEmailOwner(context.sql, email, user))) {
    throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
  }

  let updated = user
  if (body.password !== undefined)
    updated = await changePassword(context, user, session, body.password, body.nonce)
  if (body.data)
    updated = await updateUser(context.sql, user.id, {
      raw_user_meta_data: mergeMetadata(updated.raw_user_meta_data, body.data),
    })
  if (changesEmail && user.is_anonymous && !context.settings.email.enable_confirmations) {
    updated = await completeEmailChange(context, { ...updated, email_change: email })
  } else if (changesEmail) {
    if (challenge) await saveFlowState(context.sql, user.id, 'email_change', challenge)
    updated = await sendEmailChange(context, updated, email, challenge !== undefined)
  }
  await audit(context, user, 'user_modified')
  return Response.json(await toUserJson(context.sql, updated))
}
