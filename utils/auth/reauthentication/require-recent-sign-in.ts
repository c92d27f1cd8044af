import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { requireUser } from '@/utils/auth/guards'
import { reauthenticatePath } from '@/utils/auth/routes'
import { REQUESTED_PATH_HEADER } from '@/utils/auth/sessions/session-headers'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { isRecent } from './signed-in-at'

/** Whether this person has proved who they are in the last ten minutes, as the verified access token says. */
export function isRecentSignIn({ signedInAt }: SessionUser): boolean {
  return isRecent(signedInAt, Date.now())
}

/**
 * Guards what only the person in front of the screen may do: a session that was left open is not enough.
 *
 * @returns who is signed in.
 * @throws Next's redirect to the page that asks to confirm it, which leads back here; else as requireUser does.
 */
export async function requireRecentSignIn(): Promise<SessionUser> {
  const user = await requireUser()
  return isRecentSignIn(user) ? user : await redirectToReauthentication()
}

/** Leads to the page that asks for re-authentication, which leads back here. */
export async function redirectToReauthentication(): Promise<never> {
  redirect(reauthenticatePath((await headers()).get(REQUESTED_PATH_HEADER) ?? undefined))
}
