import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { decodeJwt } from 'jose'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { amrSchema, emailVerifiedAt } from '@/utils/auth/reauthentication/signed-in-at'
import { endSession } from '@/utils/auth/sessions/end-session'
import { parseObject } from '@/utils/auth/sessions/session-response'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { isSessionChunk, sessionCookie } from '@/utils/supabase/session-cookies'
import { RECOVERY_COOKIE, RECOVERY_MAX_AGE_S } from './recovery-cookie'

/** The refresh token stands for the session: an access token holds what people say about themselves, and has no bound. */
const recovery = flowCookie(
  RECOVERY_COOKIE,
  z.object({
    refreshToken: z.string(),
    email: z.string(),
    next: z.string(),
    /** Until when a password may be set, in seconds since 1970. */
    until: z.number(),
  }),
  RECOVERY_MAX_AGE_S,
)

export type RecoverySession = NonNullable<Awaited<ReturnType<typeof recovery.read>>>

const now = () => Date.now() / 1000

/** The recovery session of this browser, or null when there is none or its time is up. */
export async function recoverySession(): Promise<RecoverySession | null> {
  const found = await recovery.read()
  return found && found.until > now() ? found : null
}

/**
 * Keeps the session that a recovery email has opened apart from any login: in a cookie of its own that no script can read, good
 * for setting a new password and nothing else. Any other session of this browser ends.
 *
 * @param next where to go once the password is set; checked already.
 */
export async function saveRecoverySession(session: Session, next: string): Promise<void> {
  const { name } = sessionCookie(env())
  const cookieNames = (await cookies()).getAll().map((cookie) => cookie.name)
  if (cookieNames.some((cookieName) => isSessionChunk(cookieName, name))) await endSession()
  await recovery.write({
    refreshToken: session.refresh_token,
    email: session.user.email ?? '',
    next,
    until: now() + RECOVERY_MAX_AGE_S,
  })
}

export type OpenRecoverySession =
  | { ok: true; client: Awaited<ReturnType<typeof createEphemeralClient>>; session: Session }
  /** The Auth server's code: its own where it does not let the session go on. */
  | { ok: false; code: string | undefined }

/**
 * Opens the recovery session to act with it.
 *
 * @returns not when the Auth server has ended it, cannot be reached, or says that no one proved in the last fifteen minutes that
 *   the mailbox is theirs.
 */
export async function openRecoverySession(found: RecoverySession): Promise<OpenRecoverySession> {
  const client = await createEphemeralClient({ refresh: true })
  const { data, error } = await client.auth.refreshSession({ refresh_token: found.refreshToken })
  if (!data.session) return { ok: false, code: error?.code }
  const { session } = data
  await recovery.write({ ...found, refreshToken: session.refresh_token })
  const proved = emailVerifiedAt(decodeJwt(session.access_token).amr)
  if (proved + RECOVERY_MAX_AGE_S < now()) return { ok: false, code: 'session_expired' }
  return { ok: true, client, session }
}

/** Forgets the recovery session in this browser. At the Auth server it lives on: it becomes the login, or is ended there. */
export async function discardRecoverySession(): Promise<void> {
  await recovery.remove()
}

/** Ends the recovery session without a new password: at the Auth server, and in this browser in any case. */
export async function cancelRecoverySession(): Promise<void> {
  const found = await recoverySession()
  const opened = found && (await openRecoverySession(found))
  if (opened?.ok) await opened.client.auth.signOut({ scope: 'local' })
  await discardRecoverySession()
}

/**
 * Whether a session was opened by a recovery email, as its access token says (the `amr` claim,
 * https://supabase.com/docs/guides/auth/jwt-fields).
 *
 * @param accessToken straight from the Auth server: the signature is not looked at.
 */
export function isRecoverySession(accessToken: string): boolean {
  const [, payload = ''] = accessToken.split('.')
  const claims = parseObject(Buffer.from(payload, 'base64url').toString())
  const amr = amrSchema.safeParse(claims?.amr).data ?? []
  return amr.some(({ method }) => method === 'recovery')
}
