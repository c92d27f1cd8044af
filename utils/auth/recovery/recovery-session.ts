import 'server-only'
import type { Session, User } from '@supabase/supabase-js'
import { decodeJwt } from 'jose'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { authenticatorAppSchema, authenticatorApps } from '@/utils/auth/mfa/factors'
import { hasVerifiedFactor } from '@/utils/auth/mfa/session-assurance'
import { amrSchema, emailVerifiedAt } from '@/utils/auth/reauthentication/signed-in-at'
import { endSession } from '@/utils/auth/sessions/end-session'
import { parseObject } from '@/utils/auth/sessions/session-response'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { isSessionChunk, sessionCookie } from '@/utils/supabase/session-cookies'
import { RECOVERY_COOKIE, RECOVERY_MAX_AGE_S } from './recovery-cookie'

/** Only the refresh token is stored: an access token contains user metadata, whose size is not limited. */
const recovery = flowCookie(
  RECOVERY_COOKIE,
  z.object({
    refreshToken: z.string(),
    email: z.string(),
    next: z.string(),
    /** The expiry of the recovery session, in seconds since 1970. */
    until: z.number(),
    /** Whether the user has a second factor that this session lacks, and the authenticator apps to choose from. */
    mfaPending: z.boolean().default(false),
    apps: z.array(authenticatorAppSchema).default([]),
  }),
  RECOVERY_MAX_AGE_S,
)

export type RecoverySession = NonNullable<Awaited<ReturnType<typeof recovery.read>>>

const now = () => Date.now() / 1000

/** The recovery session of this browser, or null if there is none or it has expired. */
export async function recoverySession(): Promise<RecoverySession | null> {
  const found = await recovery.read()
  return found && found.until > now() ? found : null
}

/**
 * Stores the session of a recovery email in a separate HttpOnly cookie, which is only valid for setting a new password. Any other
 * session of this browser ends.
 *
 * @param next the validated redirect target after the password is set.
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
    ...secondFactorOf(session.user),
  })
}

function secondFactorOf(user: User): Pick<RecoverySession, 'mfaPending' | 'apps'> {
  return { mfaPending: hasVerifiedFactor(user), apps: authenticatorApps(user) }
}

/** Asks for the second factor first: the Auth server accepts no new password without it. */
export async function requireSecondFactor(found: RecoverySession, { user }: Session): Promise<void> {
  await recovery.write({ ...found, ...secondFactorOf(user), mfaPending: true })
}

/** Stores that the second factor was verified, with the session's new refresh token if there is one. */
export async function completeSecondFactor(found: RecoverySession, refreshToken: string): Promise<void> {
  await recovery.write({ ...found, refreshToken, mfaPending: false })
}

type OpenedRecoverySession = {
  ok: true
  client: Awaited<ReturnType<typeof createEphemeralClient>>
  session: Session
}

export type OpenRecoverySession =
  | OpenedRecoverySession
  /** The error code of the Auth server. */
  | { ok: false; code: string | undefined }

/**
 * Creates a client with the recovery session.
 *
 * @returns the error code if the Auth server has ended the session, cannot be reached, or reports no email sign-in in the last 15
 *   minutes.
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

/** Removes the recovery session from this browser. At the Auth server it continues: the caller signs in with it or ends it. */
export async function discardRecoverySession(): Promise<void> {
  await recovery.remove()
}

/** Ends the recovery session without a new password: at the Auth server if it responds, and always in this browser. */
export async function cancelRecoverySession(): Promise<void> {
  const found = await recoverySession()
  const opened = found && (await openRecoverySession(found))
  if (opened?.ok) await opened.client.auth.signOut({ scope: 'local' })
  await discardRecoverySession()
}

/**
 * Whether a session was started by a recovery email, according to its access token (the `amr` claim,
 * https://supabase.com/docs/guides/auth/jwt-fields).
 *
 * @param accessToken directly from the Auth server; the signature is not verified.
 */
export function isRecoverySession(accessToken: string): boolean {
  const [, payload = ''] = accessToken.split('.')
  const claims = parseObject(Buffer.from(payload, 'base64url').toString())
  const amr = amrSchema.safeParse(claims?.amr).data ?? []
  return amr.some(({ method }) => method === 'recovery')
}
