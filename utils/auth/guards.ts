import 'server-only'
import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { cache } from 'react'
import { recordEvent } from '@/utils/audit/record-event'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { createClient } from '@/utils/supabase/server'
import type { Permission } from './permissions/permissions'
import { RESET_PASSWORD_PAGE } from './recovery/recovery-cookie'
import { recoverySession } from './recovery/recovery-session'
import { loginPath, unavailablePath } from './routes'
import { REQUESTED_PATH_HEADER } from './sessions/session-headers'
import { type SessionUser, sessionState } from './sessions/session-state'

/** The Auth server gave no clear answer, so no one knows who this is. Never a reason to sign anyone out. */
export class SessionUnknownError extends Error {
  override name = 'SessionUnknownError'
}

/**
 * Guards a page, an action or a handler for signed-in people.
 *
 * @returns who is signed in.
 * @throws Next's redirect to login, which leads back here, or to the new password where that has to be chosen first; to the page
 * that answers 503 when the Auth server gives no clear answer.
 */
export async function requireUser(): Promise<SessionUser> {
  return await redirectIfUnavailable(getVerifiedUser())
}

/**
 * Redirects to the page that answers 503, and leads back here, when it rejects with SessionUnknownError: a
 * page that has begun has no status of its own to give.
 */
export async function redirectIfUnavailable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof SessionUnknownError)) throw error
  }
  redirect(unavailablePath((await headers()).get(REQUESTED_PATH_HEADER) ?? undefined))
}

/** As requireUser, but throws SessionUnknownError when the Auth server gives no clear answer. */
export async function getVerifiedUser(): Promise<SessionUser> {
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
 * @throws Next's redirect when someone is signed in already.
 */
export async function requireSignedOut(next: unknown): Promise<void> {
  const state = await sessionState()
  if (state.status === 'signed-in') redirect(safeRedirect(next, env().siteUrl))
}

/** The database gave no clear answer, so no one knows what this person may do. Nothing is done then. */
export class PermissionUnknownError extends Error {
  override name = 'PermissionUnknownError'
}

/**
 * Guards a page, an action or a handler for people with a permission. The database decides, by the roles that hold now.
 *
 * @param refuse what a person without it meets: 403, or 404 (`notFound`) where not even the page's existence is told.
 * @returns who is signed in.
 * @throws as requireUser does; what `refuse` throws; PermissionUnknownError when the database gives no clear answer.
 */
export async function requirePermission(
  permission: Permission,
  refuse: () => never = forbidden,
): Promise<SessionUser> {
  return await redirectIfUnavailable(getPermittedUser(permission, refuse))
}

/** As requirePermission, but throws SessionUnknownError when the Auth server gives no clear answer. */
export async function getPermittedUser(permission: Permission, refuse: () => never): Promise<SessionUser> {
  const user = await getVerifiedUser()
  if (await authorized(permission, user.id)) return user
  return refuse()
}

/** Asked once per request; a refusal is written into the log and the audit log. */
const authorized = cache(async (permission: Permission, userId: string): Promise<boolean> => {
  const supabase = await createClient()
  const { data, error } = await supabase.rpc('authorize', { permission })
  if (data === true) return true
  if (data !== false) throw new PermissionUnknownError(`The database gave no clear answer: ${error?.code}`)
  await logRequestEvent({ event: 'access.denied', status: 403, code: permission, userId })
  await recordEvent(supabase, { type: 'access.denied', reason: permission })
  return false
})
