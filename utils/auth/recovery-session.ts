import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { env } from '@/utils/env'
import { createDetachedClient } from '@/utils/supabase/detached'
import { isSessionChunk, sessionCookie } from '@/utils/supabase/session-cookies'
import { endSession } from './end-session'
import { flowCookie } from './flow-cookie'
import { RECOVERY_COOKIE, RECOVERY_LIFE_S } from './recovery-cookie'

/** auth-js takes a token for expired this early, and nobody refreshes this one. */
const MARGIN_S = 90

const recovery = flowCookie(
  RECOVERY_COOKIE,
  z.object({
    accessToken: z.string(),
    refreshToken: z.string(),
    expiresAt: z.number(),
    email: z.string(),
    next: z.string(),
  }),
  RECOVERY_LIFE_S,
)

export type Recovery = NonNullable<Awaited<ReturnType<typeof recovery.read>>>

/** The recovery session of this browser, or null when there is none or its time is up. */
export async function recoverySession(): Promise<Recovery | null> {
  const found = await recovery.read()
  return found && found.expiresAt - MARGIN_S > Date.now() / 1000 ? found : null
}

/**
 * Keeps the session that a recovery mail has opened apart from any login: in a cookie of its own that no script can read, good
 * for setting a new password and nothing else. Whoever was signed in in this browser is signed out.
 *
 * @param next where to go once the password is set; checked already.
 */
export async function keepRecovery(session: Session, next: string): Promise<void> {
  const { name } = sessionCookie(env())
  const cookieNames = (await cookies()).getAll().map((cookie) => cookie.name)
  if (cookieNames.some((cookieName) => isSessionChunk(cookieName, name))) await endSession()
  await recovery.write({
    accessToken: session.access_token,
    refreshToken: session.refresh_token,
    expiresAt: Math.floor(Date.now() / 1000) + session.expires_in,
    email: session.user.email ?? '',
    next,
  })
}

/** Forgets the recovery session in this browser. At the Auth server it lives on: it becomes the login, or is ended there. */
export async function dropRecovery(): Promise<void> {
  await recovery.remove()
}

/** Ends the recovery session without a new password: at the Auth server, and in this browser in any case. */
export async function cancelRecovery(): Promise<void> {
  const session = await recoverySession()
  if (session) await (await createDetachedClient(session)).auth.signOut({ scope: 'local' })
  await dropRecovery()
}
