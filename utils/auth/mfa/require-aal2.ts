import 'server-only'
import { redirect } from 'next/navigation'
import {
  getVerifiedUser,
  redirectIfUnavailable,
  redirectToAal2,
  rejectWithoutSession,
} from '@/utils/auth/guards'
import { mfaPath } from '@/utils/auth/routes'
import { type SessionUser, sessionState } from '@/utils/auth/sessions/session-state'
import { env } from '@/utils/env'
import { requestedPath } from '@/utils/request/requested-path'
import { safeRedirect } from '@/utils/request/safe-redirect'

/**
 * Guards what needs a session at aal2: the second factor was passed in this session itself, and a trusted device does not count.
 *
 * @returns the signed-in user.
 * @throws Next's redirect: to the second factor, or to its setup for a user without one; otherwise as requireUser does.
 */
export async function requireAal2(): Promise<SessionUser> {
  return await redirectIfUnavailable(getAal2User())
}

/** As requireAal2, but throws SessionUnknownError if the session is unknown. */
export async function getAal2User(): Promise<SessionUser> {
  const user = await getVerifiedUser()
  return user.assurance === 'aal2' ? user : await redirectToAal2(user)
}

/**
 * Guards the pages that ask for the second factor: the only protected ones that a session without it may open.
 *
 * @param next the redirect target of a session that lacks nothing, validated here.
 * @returns the user whose session is not at aal2 yet, although the user has a factor.
 * @throws Next's redirect to `next`; otherwise as requireUser does.
 */
export async function requirePendingMfa(next: unknown): Promise<SessionUser> {
  return await redirectIfUnavailable(getPendingMfaUser(next))
}

/** As requirePendingMfa, but throws SessionUnknownError if the session is unknown. */
export async function getPendingMfaUser(next: unknown): Promise<SessionUser> {
  const state = await sessionState()
  if (state.status === 'mfa-pending') return state.user
  if (state.status !== 'signed-in') return await rejectWithoutSession(state.status)
  // Signed in, but not at aal2.
  if (state.user.assurance === 'trusted_device') return state.user
  redirect(safeRedirect(next, env().siteUrl))
}

/**
 * Redirects to the second factor, which leads back here, if the Auth server requires it for a change: on a trusted device, or right
 * after a new sign-in.
 */
export async function redirectIfInsufficientAal(error: { code?: string | undefined } | null): Promise<void> {
  if (error?.code === 'insufficient_aal') redirect(mfaPath(await requestedPath()))
}
