import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { lowerSessions } from './factor-session.ts'
import { loadFactor } from './load-factor.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'

/**
 * `DELETE /factors/{id}`. Removes a factor; the sessions that it raised become aal1, this one too. Throws as loadFactor does, and 422
 * insufficient_aal at aal1 if the factor is verified.
 */
export async function unenrollFactor(context: RequestContext): Promise<Response> {
  const { user, session } = await requireUser(context)
  const factor = await loadFactor(context, user)
  if (factor.status === 'verified' && session.aal !== 'aal2')
    throw new AuthError(422, 'insufficient_aal', 'AAL2 required to unenroll verified factor')
  await context.sql('delete from auth.mfa_factors where id = $1', [factor.id])
  await audit(context, user, 'factor_unenrolled', {
    factor_id: factor.id,
    factor_status: factor.status,
    session_id: session.id,
  })
  await lowerSessions(context.sql, factor)
  if (user.email)
    await context.mailer('mfa_factor_unenrolled', user.email, {
      Email: user.email,
      FactorType: factor.factor_type,
    })
  return Response.json({ id: factor.id })
}
