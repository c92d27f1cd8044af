import 'server-only'
import { redirect } from 'next/navigation'
import { requireUser } from '@/utils/auth/guards'
import { reauthenticatePath } from '@/utils/auth/routes'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { requestedPath } from '@/utils/request/requested-path'
import { isRecent } from './signed-in-at'

/** Whether the user has signed in within the last ten minutes, according to the verified access token. */
export function isRecentSignIn({ signedInAt }: SessionUser): boolean {
  return isRecent(signedInAt, Date.now())
}

/**
 * Guards sensitive pages: a session that was left open is not enough.
 *
 * @returns the signed-in user.
 * @throws Next's redirect to re-authentication, which leads back here; otherwise as requireUser does.
 */
export async function requireRecentSignIn(): Promise<SessionUser> {
  const user = await requireUser()
  return isRecentSignIn(user) ? user : await redirectToReauthentication()
}

/** Redirects to re-authentication, which leads back here. */
export async function redirectToReauthentication(): Promise<never> {
  redirect(reauthenticatePath(await requestedPath()))
}
