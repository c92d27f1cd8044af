import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { cookies } from 'next/headers'
import { isRecoverySession } from '@/utils/auth/recovery/recovery-session'
import { env } from '@/utils/env'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createDeferredCookieClient } from '@/utils/supabase/server'
import { sessionCookie } from '@/utils/supabase/session-cookies'

export type ExchangedCode =
  /** `signIn` stores the session in this browser. Until then the browser has none of it. */
  | { status: 'login'; session: Session; signIn: () => Promise<void> }
  | { status: 'recovery'; session: Session }
  | { status: 'rejected'; code: string | undefined }
  | { status: 'unavailable' }

/** The code belongs to another verifier than the one sent, and remains valid. */
const WRONG_VERIFIER = new Set(['bad_code_verifier', 'pkce_code_verifier_not_found'])

/**
 * Exchanges the one-time code with which the Auth server has redirected the browser (RFC 7636). Only the browser with the
 * verifier gets a session.
 *
 * @param flowId the flow of the code, if known. Otherwise every verifier of this browser is attempted, newest first: an email's
 *   link does not name its flow.
 * @returns `recovery` for a code from a recovery email, at whichever URL it arrived: its session signs no one in. `unavailable`
 *   if the Auth server gave no clear response: the code remains valid.
 */
export async function exchangeCode(code: string, flowId?: string): Promise<ExchangedCode> {
  let rejection: ExchangedCode = { status: 'rejected', code: 'pkce_code_verifier_not_found' }
  for (const { flow, forRecovery } of flowId
    ? [{ flow: flowId, forRecovery: false }]
    : await pendingFlows()) {
    const { client, write } = await createDeferredCookieClient()
    const { data, error } = await client.auth.exchangeCodeForSession(
      code,
      flow ? { flowId: flow } : undefined,
    )
    if (error?.code === AUTH_UNAVAILABLE) return { status: 'unavailable' }
    if (data.session) {
      const { session } = data
      const recovers = forRecovery || isRecoverySession(session.access_token)
      return recovers ? { status: 'recovery', session } : { status: 'login', session, signIn: write }
    }
    rejection = { status: 'rejected', code: error?.code }
    if (!error?.code || !WRONG_VERIFIER.has(error.code)) return rejection
  }
  return rejection
}

/** Whether this browser has a verifier for a code. */
export async function hasCodeVerifier(): Promise<boolean> {
  return (await pendingFlows()).length > 0
}

type PendingFlow = {
  /** null for the last one started. */
  flow: string | null
  /** auth-js marks the verifier of a recovery. */
  forRecovery: boolean
}

/** The flows of this browser, each verifier once, newest first. */
async function pendingFlows(): Promise<PendingFlow[]> {
  const { name } = sessionCookie(env())
  const flows = new Map<string, string | null>()
  for (const cookie of (await cookies()).getAll()) {
    if (cookie.name === `${name}-code-verifier`) flows.set(cookie.value, null)
    const flow = new RegExp(`^${name}-flow-([\\w-]+)-code-verifier$`).exec(cookie.name)?.[1]
    if (flow && !flows.has(cookie.value)) flows.set(cookie.value, flow)
  }
  return [...flows]
    .map(([value, flow]) => ({ flow, forRecovery: isForRecovery(value) }))
    .toSorted((one, other) => Number(other.flow === null) - Number(one.flow === null))
}

function isForRecovery(cookieValue: string): boolean {
  return Buffer.from(cookieValue.replace(/^base64-/, ''), 'base64url')
    .toString()
    .includes('/recovery')
}
