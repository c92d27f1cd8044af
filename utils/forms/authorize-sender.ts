import 'server-only'
import { redirect } from 'next/navigation'
import { getVerifiedAccount, type UserAccount } from '@/utils/auth/account'
import { getPermittedUser, getVerifiedUser } from '@/utils/auth/guards'
import { getAal2User, getPendingMfaUser } from '@/utils/auth/mfa/require-aal2'
import type { Permission } from '@/utils/auth/permissions/permissions'
import {
  isRecentSignIn,
  redirectToReauthentication,
} from '@/utils/auth/reauthentication/require-recent-sign-in'
import { type RecoverySession, recoverySession } from '@/utils/auth/recovery/recovery-session'
import { errorPath } from '@/utils/auth/routes'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { submittedValues } from './form-state'
import { RejectedFormError } from './rejected-form-error'
import { clearUnfinishedForm, saveUnfinishedForm } from './unfinished-form'

/** Who sends a form, by the `session` that its action requires. */
export type Senders = {
  none: { user?: undefined }
  required: { user: SessionUser }
  account: { user: SessionUser; account: UserAccount }
  'mfa-pending': { user: SessionUser }
  recovery: { recovery: RecoverySession; user?: undefined }
}

export type Session = keyof Senders

export type SenderOptions<W extends Session> = {
  /**
   * Who may send the form.
   *
   * - `none`: anyone.
   * - `required`: a signed-in user.
   * - `account`: a signed-in user, with the account as the Auth server knows it now; the access token may be an hour old.
   * - `mfa-pending`: a user who has a second factor, which the session lacks. Every other form requires it.
   * - `recovery`: the holder of a recovery session.
   */
  session: W
  /** The permission that the user needs. */
  permission?: Permission | ((form: FormData) => Permission)
  /** Whether the session has to be at aal2 (requireAal2). */
  aal2?: boolean
  /** Responds to a user without the permission. By default, the form comes back with an error and status 403. */
  deny?: (form: FormData) => never
  /**
   * Whether the user has to have signed in within the last ten minutes (OWASP ASVS 5.0, 7.5.1). Otherwise the response leads to
   * re-authentication. `or-current-password`: the form may bring `passwordCurrent` instead, and the action verifies it.
   */
  recentSignIn?: boolean | 'or-current-password'
}

function denyForm(): never {
  throw new RejectedFormError('You don’t have permission to do this.', 403)
}

/**
 * Checks who sends a form. What was typed into a form that needs re-authentication first is stored until then.
 *
 * @param fields the names of its fields.
 * @throws SessionUnknownError or PermissionUnknownError while the Auth server or the database gives no clear response; otherwise as
 *   the guards of a page do: Next's redirect to sign-in or re-authentication, and what `deny` throws.
 */
export async function authorizeSender(
  { session, permission, aal2, deny = denyForm, recentSignIn }: SenderOptions<Session>,
  form: FormData,
  fields: string[],
): Promise<Senders[Session]> {
  if (session === 'none') return {}
  if (session === 'recovery')
    return { recovery: (await recoverySession()) ?? redirect(errorPath('reset-link-expired')) }

  if (session === 'mfa-pending') return { user: await getPendingMfaUser(form.get('redirectedFrom')) }
  if (aal2) await getAal2User()

  const needed = typeof permission === 'function' ? permission(form) : permission
  const user = needed ? await getPermittedUser(needed, () => deny(form)) : await getVerifiedUser()
  const bringsProof = recentSignIn === 'or-current-password' && form.has('passwordCurrent')
  if (recentSignIn && !bringsProof) {
    if (!isRecentSignIn(user)) {
      await saveUnfinishedForm(user.id, submittedValues(form, fields))
      await redirectToReauthentication()
    }
    await clearUnfinishedForm()
  }
  return session === 'account' ? { user, account: await getVerifiedAccount() } : { user }
}
