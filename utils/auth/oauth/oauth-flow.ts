import 'server-only'
import { createHash } from 'node:crypto'
import type { User } from '@supabase/supabase-js'
import { z } from 'zod'
import { exchangeCode } from '@/utils/auth/email-links/exchange-code'
import { errorPath, GUEST_PAGE, guestPath, signInMethodsPath } from '@/utils/auth/routes'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { startSession } from '@/utils/auth/sessions/start-session'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { DEFAULT_PAGE } from '@/utils/request/safe-redirect'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { oauthErrorReason } from './oauth-error'
import type { Provider } from './providers'
import { FLOW_LIFE_S, SSO, startedFlow } from './started-flow'

/** The sign-in that this browser has completed: its code and redirect target. */
const completedFlow = flowCookie(
  'oauth-done',
  z.object({ code: z.string(), provider: z.string(), next: z.string() }),
  FLOW_LIFE_S,
)

/**
 * Starts a sign-in at an identity provider with PKCE: the verifier stays in this browser's cookies, so that only this browser can
 * complete it (RFC 7636).
 *
 * @param next the validated redirect target.
 * @returns the redirect URL: the Auth server at its public URL.
 */
export async function startOAuth(provider: Provider, next: string): Promise<string> {
  const { siteUrl, supabaseUrl } = env()
  const { auth } = await createClient()
  const { data } = await auth.signInWithOAuth({
    provider,
    options: { redirectTo: `${siteUrl}/auth/callback`, skipBrowserRedirect: true },
  })
  if (!data.url || !data.flowId) throw new Error('signInWithOAuth returned no URL')
  await startedFlow.write({ provider, flowId: data.flowId, next, at: Date.now() })
  return `${supabaseUrl}/auth/v1/authorize${new URL(data.url).search}`
}

export type IdentityLinkingStart =
  | { ok: true; url: string }
  /** `path`: the error page. */
  | { ok: false; path: string }

/**
 * Starts connecting a provider as a sign-in method. As startOAuth, but the Auth server is called with the session and returns the
 * provider's URL.
 */
export async function startIdentityLinking(
  provider: Provider,
  user: SessionUser,
): Promise<IdentityLinkingStart> {
  const { auth } = await createClient()
  const { data, error } = await auth.linkIdentity({
    provider,
    options: { redirectTo: `${env().siteUrl}/auth/callback`, skipBrowserRedirect: true },
  })
  if (!data.url || !data.flowId)
    return { ok: false, path: linkedPath(user, { problem: reasonOf(error?.code) }) }
  const next = linkedPath(user, { connected: provider })
  await startedFlow.write({
    provider,
    flowId: data.flowId,
    next,
    at: Date.now(),
    linkingSession: user.sessionId,
  })
  return { ok: true, url: data.url }
}

/** The path of the page on which a user has connected a provider; `status` as in signInMethodsPath. */
export function linkedPath(
  { isGuest }: Pick<SessionUser, 'isGuest'>,
  status: Parameters<typeof signInMethodsPath>[0],
): string {
  return isGuest ? guestPath(status) : signInMethodsPath(status)
}

/**
 * Removes the sign-in that this browser has started but not completed.
 *
 * @param reason the reason for /error.
 * @returns the path of the error page.
 */
export async function abortOAuth(reason: string): Promise<string> {
  const flow = await startedFlow.read()
  await startedFlow.remove()
  await recordFailure(reason, flow)
  return problemPath(reason, flow)
}

export type OAuthResult =
  | { ok: true; next: string; linked: boolean }
  /** `path`: the error page. */
  | { ok: false; path: string }

/**
 * Completes a sign-in with the code from the redirect of the Auth server.
 *
 * @returns `linked` if the provider was linked to an existing account.
 */
export async function finishOAuth(code: string): Promise<OAuthResult> {
  const flow = await startedFlow.read()
  const fingerprint = createHash('sha256').update(code).digest('base64url')
  if (!flow) {
    const replayed = (await completedFlow.read())?.code === fingerprint
    const reason = replayed ? 'sign-in-already-used' : 'sign-in-other-browser'
    await recordFailure(reason, flow)
    return { ok: false, path: problemPath(reason, flow) }
  }
  await startedFlow.remove()

  const { provider, flowId, next, at, linkingSession, reauthenticates } = flow
  const exchanged = await exchangeCode(code, flowId)
  if (exchanged.status !== 'login') {
    const errorCode = exchanged.status === 'rejected' ? exchanged.code : AUTH_UNAVAILABLE
    await recordFailure(errorCode, flow)
    return { ok: false, path: problemPath(reasonOf(errorCode), flow) }
  }
  const { user, access_token } = exchanged.session
  if (reauthenticates && reauthenticates !== user.id) {
    // This session belongs to another account, and must not continue unseen.
    const { auth } = await createEphemeralClient({ refresh: false })
    await auth.admin.signOut(access_token, 'local')
    await recordFailure('sso-other-account', flow)
    return { ok: false, path: problemPath('sso-other-account', flow) }
  }
  await exchanged.signIn()
  await startSession(exchanged.session)
  await logRequestEvent({ event: 'login.succeeded', signInMethod: methodOf(flow), userId: user.id })

  await completedFlow.write({ code: fingerprint, provider, next })
  return { ok: true, next, linked: !linkingSession && provider !== SSO && wasLinked(user, provider, at) }
}

/** Whether this browser has started a sign-in at an identity provider and not completed it. */
export async function hasPendingOAuth(): Promise<boolean> {
  return (await startedFlow.read()) !== null
}

/** The provider that this browser's last sign-in has linked, with the redirect target, or null. */
export async function completedOAuth(): Promise<{ provider: string; next: string } | null> {
  return await completedFlow.read()
}

type Flow = { provider: string; next: string; linkingSession?: string | undefined }

function problemPath(reason: string, flow: Flow | null): string {
  if (flow?.linkingSession)
    return linkedPath({ isGuest: flow.next.startsWith(GUEST_PAGE) }, { problem: reason })
  return errorPath(reason, flow?.next ?? DEFAULT_PAGE)
}

async function recordFailure(code: string | undefined, flow: Flow | null): Promise<void> {
  await logRequestEvent({ event: 'login.failed', signInMethod: methodOf(flow), code })
}

function methodOf(flow: Flow | null): 'provider' | 'sso' {
  return flow?.provider === SSO ? 'sso' : 'provider'
}

function reasonOf(code: string | undefined): string {
  return code === AUTH_UNAVAILABLE ? 'unavailable' : oauthErrorReason(code)
}

/** True if the identity was created during this sign-in and the account has another sign-in method. */
function wasLinked({ identities = [] }: User, provider: string, since: number): boolean {
  const made = identities.find((identity) => identity.provider === provider)?.created_at
  const isNew = made !== undefined && Date.parse(made) >= since
  return isNew && identities.some((identity) => identity.provider !== provider)
}
