import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { env } from '@/utils/env'
import { RESET_PASSWORD_PAGE } from './recovery-cookie'
import { recoverySession } from './recovery-session'
import { loginPath } from './routes'
import { safeRedirect } from './safe-redirect'
import { type SessionUser, sessionState } from './session-state'
import { REQUESTED_PATH_HEADER } from './session-status'

/** The Auth server gave no clear answer, so nobody knows who this is. Never a reason to sign anybody out. */
export class SessionUnknownError extends Error {
  override name = 'SessionUnknownError'
}

/**
 * Guards a page, an action or a handler for signed-in people.
 *
 * @returns who is signed in.
 * @throws Next's redirect to login, which leads back here, or to the new password where that has to be chosen first;
 * SessionUnknownError when the Auth server gives no clear answer.
 */
export async function requireUser(): Promise<SessionUser> {
  const state = await sessionState()
  if (state.status === 'signed-in') return state.user
  if (state.status === 'unknown') throw new SessionUnknownError('The Auth server gave no clear answer.')
  if (await recoverySession()) redirect(RESET_PASSWORD_PAGE)
  redirect(loginPath((await headers()).get(REQUESTED_PATH_HEADER) ?? undefined))
}

/**
 * Guards a page for signed-out visitors.
 *
 * @param next where a signed-in person asked to go; checked here.
 * @throws Next's redirect when somebody is signed in already.
 */
export async function requireGuest(next: unknown): Promise<void> {
  const state = await sessionState()
  if (state.status === 'signed-in') redirect(safeRedirect(next, env().siteUrl))
}
