import 'server-only'
import { forbidden, redirect } from 'next/navigation'
import { cache } from 'react'
import { recordEvent } from '@/utils/audit/record-event'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { requestedPath } from '@/utils/request/requested-path'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { createClient } from '@/utils/supabase/server'
import type { Permission } from './permissions/permissions'
import { RESET_PASSWORD_PAGE } from './recovery/recovery-cookie'
import { recoverySession } from './recovery/recovery-session'
import { enrollPath, loginPath, mfaPath, unavailablePath } from './routes'
import { type SessionUser, sessionState } from './sessions/session-state'

/** The Auth server or the database gave no clear response, so the session is unknown. It never signs anyone out. */
export class SessionUnknownError extends Error {
  override name = 'SessionUnknownError'
}

/**
 * Guards a page, an action or a handler for signed-in users.
 *
 * @returns the signed-in user.
 * @throws Next's redirect: to sign-in, which leads back here; to the second factor if the session lacks it; to the new password if
 *   that is required first; to the 503 page if the session is unknown.
 */
export async function requireUser(): Promise<SessionUser> {
  return await redirectIfUnavailable(getVerifiedUser())
}

/**
 * Redirects to the 503 page, which leads back here, on SessionUnknownError: a page that has started to render can no longer set
 * its status.
 */
export async function redirectIfUnavailable<T>(result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (error) {
    if (!(error instanceof SessionUnknownError)) throw error
  }
  redirect(unavailablePath(await requestedPath()))
}

/** As requireUser, but throws SessionUnknownError if the session is unknown. */
export async function getVerifiedUser(): Promise<SessionUser> {
  const state = await sessionState()
  if (state.status === 'signed-in') return state.user
  if (state.status === 'mfa-pending') redirect(mfaPath(await requestedPath()))
  return await rejectWithoutSession(state.status)
}

/** Throws what keeps out a request without a session. */
export async function rejectWithoutSession(status: 'signed-out' | 'unknown'): Promise<never> {
  if (status === 'unknown') throw new SessionUnknownError('There was no clear response about the session.')
  if (await recoverySession()) redirect(RESET_PASSWORD_PAGE)
  redirect(loginPath(await requestedPath()))
}

/**
 * Guards a page for signed-out users.
 *
 * @param next the redirect target of a signed-in user, validated here.
 * @throws Next's redirect if a user is signed in.
 */
export async function requireSignedOut(next: unknown): Promise<void> {
  const state = await sessionState()
  const to = safeRedirect(next, env().siteUrl)
  if (state.status === 'signed-in') redirect(to)
  if (state.status === 'mfa-pending') redirect(mfaPath(to))
}

/** The database gave no clear response, so the permissions are unknown. Nothing is done then. */
export class PermissionUnknownError extends Error {
  override name = 'PermissionUnknownError'
}

/**
 * Guards a page, an action or a handler for users with a permission. The database decides by their current roles, and whether the
 * permission requires a session at aal2.
 *
 * @param deny responds to a user without it: 403, or 404 (`notFound`) if even the existence of the page is hidden. Both pages need
 *   JavaScript (https://github.com/vercel/next.js/issues/62228), unless a layout has responded (app/(protected)/admin/layout.tsx).
 * @returns the signed-in user.
 * @throws as requireUser does; Next's redirect to the second factor or its setup; what `deny` throws; PermissionUnknownError if the
 *   database gives no clear response.
 */
export async function requirePermission(
  permission: Permission,
  deny: () => never = forbidden,
): Promise<SessionUser> {
  return await redirectIfUnavailable(getPermittedUser(permission, deny))
}

/** As requirePermission, but throws SessionUnknownError if the Auth server gives no clear response. */
export async function getPermittedUser(permission: Permission, deny: () => never): Promise<SessionUser> {
  const user = await getVerifiedUser()
  return (await isPermitted(user, permission)) ? user : deny()
}

/**
 * Whether the user has a permission, for a layout and for titles. Pages call requirePermission.
 *
 * @throws as requirePermission does, except to deny.
 */
export async function hasPermission(permission: Permission): Promise<boolean> {
  return await isPermitted(await requireUser(), permission)
}

async function isPermitted(user: SessionUser, permission: Permission): Promise<boolean> {
  const access = await accessTo(permission, user.id)
  if (access === 'withheld') await redirectToAal2(user)
  return access === 'granted'
}

/** Redirects to the second factor, or to its setup for a user without one; both lead back here. */
export async function redirectToAal2({ assurance }: SessionUser): Promise<never> {
  redirect((assurance === 'no_factor' ? enrollPath : mfaPath)(await requestedPath()))
}

/**
 * Checked once per request; a rejection is written to the log and the audit log. `withheld`: the user's role has the permission, and
 * only the session's assurance level is insufficient for it.
 */
const accessTo = cache(async (permission: Permission, userId: string) => {
  const supabase = await createClient()
  const { data, error } = await supabase.rpc('authorize', { permission })
  if (data === true) return 'granted'
  if (data !== false) throw new PermissionUnknownError(`The database gave no clear response: ${error?.code}`)
  const { data: withheld, error: unclear } = await supabase.rpc('withheld_permissions')
  if (!Array.isArray(withheld))
    throw new PermissionUnknownError(`The database gave no clear response: ${unclear?.code}`)
  if (withheld.includes(permission)) return 'withheld'
  await logRequestEvent({ event: 'access.denied', status: 403, code: permission, userId })
  await recordEvent(supabase, { type: 'access.denied', reason: permission })
  return 'denied'
})
