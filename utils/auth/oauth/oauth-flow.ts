import 'server-only'
import { createHash } from 'node:crypto'
import type { User } from '@supabase/supabase-js'
import { z } from 'zod'
import { exchangeCode } from '@/utils/auth/email-links/exchange-code'
import { errorPath, signInMethodsPath } from '@/utils/auth/routes'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { startSession } from '@/utils/auth/sessions/start-session'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { DEFAULT_PAGE } from '@/utils/request/safe-redirect'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { oauthErrorReason } from './oauth-error'
import type { Provider } from './providers'

/** Consent may take five minutes, and so may the code that it brings. */
const FLOW_LIFE_S = 10 * 60

/** The sign-in that this browser has begun. Without it a code is someone else's. */
const begun = flowCookie(
  'oauth-flow',
  z.object({
    provider: z.string(),
    flowId: z.string(),
    next: z.string(),
    at: z.number(),
    /** The session that asked for one more way to sign in, where that is what it is. */
    linkingSession: z.string().optional(),
  }),
  FLOW_LIFE_S,
)

/** The sign-in that this browser has finished: which code, and where it led. */
const finished = flowCookie(
  'oauth-done',
  z.object({ code: z.string(), provider: z.string(), next: z.string() }),
  FLOW_LIFE_S,
)

/**
 * Begins a sign-in at an identity provider with PKCE: the verifier stays in this browser's cookies, so that only this browser
 * can end it (RFC 7636).
 *
 * @param next where it leads in the end; checked already.
 * @returns where to send the browser: the Auth server, under the address that browsers reach it by.
 */
export async function startOAuth(provider: Provider, next: string): Promise<string> {
  const { siteUrl, supabaseUrl } = env()
  const { auth } = await createClient()
  const { data } = await auth.signInWithOAuth({
    provider,
    options: { redirectTo: `${siteUrl}/auth/callback`, skipBrowserRedirect: true },
  })
  if (!data.url || !data.flowId) throw new Error('signInWithOAuth made no address')
  await begun.write({ provider, flowId: data.flowId, next, at: Date.now() })
  return `${supabaseUrl}/auth/v1/authorize${new URL(data.url).search}`
}

export type IdentityLinkingStart =
  | { ok: true; address: string }
  /** `path`: the page that says why not. */
  | { ok: false; path: string }

/**
 * Begins what adds a provider's account to the ways into one's own: as startOAuth does, but the Auth server is asked with the
 * session, and names the provider's own address.
 */
export async function startIdentityLinking(
  provider: Provider,
  { sessionId }: SessionUser,
): Promise<IdentityLinkingStart> {
  const { auth } = await createClient()
  const { data, error } = await auth.linkIdentity({
    provider,
    options: { redirectTo: `${env().siteUrl}/auth/callback`, skipBrowserRedirect: true },
  })
  if (!data.url || !data.flowId)
    return { ok: false, path: signInMethodsPath({ problem: reasonOf(error?.code) }) }
  const next = signInMethodsPath({ connected: provider })
  await begun.write({
    provider,
    flowId: data.flowId,
    next,
    at: Date.now(),
    linkingSession: sessionId,
  })
  return { ok: true, address: data.url }
}

/**
 * Forgets the sign-in that this browser has begun, because it did not come to its end.
 *
 * @param reason of /error.
 * @returns the page that says why.
 */
export async function abortOAuth(reason: string): Promise<string> {
  const flow = await begun.read()
  await begun.remove()
  await reportRefusal(reason)
  return problemPath(reason, flow)
}

export type OAuthResult =
  | { ok: true; next: string; linked: boolean }
  /** `path`: the page that says why. */
  | { ok: false; path: string }

/**
 * Ends a sign-in with the code that the Auth server has sent the browser back with.
 *
 * @returns `linked`: the provider's account has become one more way into an account that was there before.
 */
export async function finishOAuth(code: string): Promise<OAuthResult> {
  const flow = await begun.read()
  const fingerprint = createHash('sha256').update(code).digest('base64url')
  if (!flow) {
    const replayed = (await finished.read())?.code === fingerprint
    const reason = replayed ? 'sign-in-already-used' : 'sign-in-other-browser'
    await reportRefusal(reason)
    return { ok: false, path: problemPath(reason, flow) }
  }
  await begun.remove()

  const { provider, flowId, next, at, linkingSession } = flow
  const exchanged = await exchangeCode(code, flowId)
  if (exchanged.outcome !== 'login') {
    const refusal = exchanged.outcome === 'refused' ? exchanged.code : AUTH_UNAVAILABLE
    await reportRefusal(refusal)
    return { ok: false, path: problemPath(reasonOf(refusal), flow) }
  }
  await exchanged.signIn()
  await startSession(exchanged.session)
  const { user } = exchanged.session
  await logRequestEvent({ event: 'login.succeeded', signInMethod: 'provider', userId: user.id })

  await finished.write({ code: fingerprint, provider, next })
  return { ok: true, next, linked: !linkingSession && wasLinked(user, provider, at) }
}

/** Whether this browser has begun a sign-in at an identity provider that has not come to its end. */
export async function hasPendingOAuth(): Promise<boolean> {
  return (await begun.read()) !== null
}

/** What this browser's last sign-in has linked and where it leads, or null. */
export async function completedOAuth(): Promise<{ provider: string; next: string } | null> {
  return await finished.read()
}

type Flow = { next: string; linkingSession?: string | undefined }

function problemPath(reason: string, flow: Flow | null): string {
  if (flow?.linkingSession) return signInMethodsPath({ problem: reason })
  return errorPath(reason, flow?.next ?? DEFAULT_PAGE)
}

async function reportRefusal(code: string | undefined): Promise<void> {
  await logRequestEvent({ event: 'login.failed', signInMethod: 'provider', code })
}

function reasonOf(code: string | undefined): string {
  return code === AUTH_UNAVAILABLE ? 'unavailable' : oauthErrorReason(code)
}

/** True when the identity was made since, and the account is also reached in another way. */
function wasLinked({ identities = [] }: User, provider: string, since: number): boolean {
  const made = identities.find((identity) => identity.provider === provider)?.created_at
  const isNew = made !== undefined && Date.parse(made) >= since
  return isNew && identities.some((identity) => identity.provider !== provider)
}
