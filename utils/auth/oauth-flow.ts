import 'server-only'
import { createHash } from 'node:crypto'
import type { User } from '@supabase/supabase-js'
import { z } from 'zod'
import { env } from '@/utils/env'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { flowCookie } from './flow-cookie'
import { oauthReason } from './oauth-problem'
import type { Provider } from './providers'
import { DEFAULT_PAGE } from './safe-redirect'

/** Consent may take five minutes, and so may the code that it brings. */
const FLOW_LIFE_S = 10 * 60

/** The sign-in that this browser has begun. Without it a code is somebody else's. */
const begun = flowCookie(
  'oauth-flow',
  z.object({ provider: z.string(), flowId: z.string().nullable(), next: z.string(), at: z.number() }),
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
  if (!data.url) throw new Error('signInWithOAuth made no address')
  await begun.write({ provider, flowId: data.flowId ?? null, next, at: Date.now() })
  return `${supabaseUrl}/auth/v1/authorize${new URL(data.url).search}`
}

/** Where the sign-in leads that this browser has begun. */
export async function oauthNext(): Promise<string> {
  return (await begun.read())?.next ?? DEFAULT_PAGE
}

/** Forgets the sign-in that this browser has begun. */
export async function endOAuth(): Promise<void> {
  await begun.remove()
}

export type FinishedOAuth =
  | { ok: true; next: string; linked: boolean }
  /** `reason` of /error. */
  | { ok: false; reason: string; next: string }

/**
 * Ends a sign-in with the code that the Auth server has sent the browser back with.
 *
 * @returns `linked`: the provider's account has become one more way into an account that was there before.
 */
export async function finishOAuth(code: string): Promise<FinishedOAuth> {
  const flow = await begun.read()
  const fingerprint = createHash('sha256').update(code).digest('base64url')
  if (!flow) {
    const replayed = (await finished.read())?.code === fingerprint
    return { ok: false, reason: replayed ? 'sign-in-used' : 'other-browser', next: DEFAULT_PAGE }
  }
  await begun.remove()

  const { provider, flowId, next, at } = flow
  const { auth } = await createClient()
  const { data, error } = await auth.exchangeCodeForSession(code, flowId ? { flowId } : undefined)
  if (error?.code === AUTH_UNAVAILABLE) return { ok: false, reason: 'unavailable', next }
  if (!data.session) return { ok: false, reason: oauthReason(error?.code), next }

  await finished.write({ code: fingerprint, provider, next })
  return { ok: true, next, linked: wasLinked(data.user, provider, at) }
}

/** What this browser's last sign-in has linked and where it leads, or null. */
export async function lastOAuth(): Promise<{ provider: string; next: string } | null> {
  return await finished.read()
}

/** True when the identity was made since, and the account is also reached in another way. */
function wasLinked({ identities = [] }: User, provider: string, since: number): boolean {
  const made = identities.find((identity) => identity.provider === provider)?.created_at
  const isNew = made !== undefined && Date.parse(made) >= since
  return isNew && identities.some((identity) => identity.provider !== provider)
}
