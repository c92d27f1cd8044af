import 'server-only'
import { redirect } from 'next/navigation'
import { verifyToken } from '@/utils/auth/email-links/verify-token'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { loginPath } from '@/utils/auth/routes'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createSecretKeyAuthClient } from '@/utils/supabase/secret-key-client'
import { hasInvitationProof, invitationPath } from './invitation-link'
import { readInvitation } from './invitations'
import { organizationPath } from './paths'

const UNAVAILABLE = { message: authErrorMessage(AUTH_UNAVAILABLE) }

/**
 * Creates the account of a person who has opened the email of an invitation, and signs this browser in. The address counts as
 * confirmed, because only the email contains the proof. An account that exists is never signed in to: its owner signs in as usual.
 *
 * @returns the access token; or what to show while a backend gives no clear response. The person can choose a password later.
 * @throws Next's redirect to sign-in if the address has an account, and back to the invitation in all other cases.
 */
export async function signUpWithInvitation(
  token: string,
): Promise<{ accessToken: string } | { message: string }> {
  const state = await sessionState()
  const found = await readInvitation(token)
  if (state.status === 'unknown' || (!found.ok && found.reason !== 'missing')) return UNAVAILABLE
  const auth = await createSecretKeyAuthClient()
  const mayContinue =
    state.status === 'signed-out' &&
    found.ok &&
    found.data.status === 'pending' &&
    (await hasInvitationProof(token, found.data.email))
  if (!mayContinue || !auth) redirect(invitationPath(token))

  const { email, organization_slug } = found.data
  const { data, error } = await auth.admin.generateLink({ type: 'invite', email })
  if (error?.code === 'email_exists') redirect(loginPath(invitationPath(token)))
  if (error) return UNAVAILABLE
  const verified = await verifyToken(
    { type: 'invite', token_hash: data.properties.hashed_token },
    organizationPath(organization_slug),
  )
  return verified.status === 'verified' ? verified : UNAVAILABLE
}
