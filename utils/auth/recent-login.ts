import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { requireUser } from './guards'
import { freshLoginPath } from './routes'
import type { SessionUser } from './session-state'
import { REQUESTED_PATH_HEADER } from './session-status'
import { isRecent } from './signed-in-at'

/** Whether this person has proved who they are in the last ten minutes, as the verified access token says. */
export function isRecentLogin({ signedInAt }: SessionUser): boolean {
  return isRecent(signedInAt, Date.now())
}

/**
 * Guards what only the person in front of the screen may do: a session that was left open is not enough.
 *
 * @returns who is signed in.
 * @throws Next's redirect to the page that asks to confirm it, which leads back here; else as requireUser does.
 */
export async function requireRecentLogin(): Promise<SessionUser> {
  const user = await requireUser()
  if (isRecentLogin(user)) return user
  redirect(freshLoginPath((await headers()).get(REQUESTED_PATH_HEADER) ?? undefined))
}
