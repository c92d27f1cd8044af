import 'server-only'
import { SSO, startedFlow } from '@/utils/auth/oauth/started-flow'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createClient } from '@/utils/supabase/server'

/** The identity provider: that of a domain, or a known one. */
type Target = { domain: string } | { providerId: string }

type Options = {
  /** The validated redirect target. */
  next: string
  captchaToken?: string | undefined
  /** The ID of the user who re-authenticates: no one else may complete the sign-in. */
  reauthenticates?: string
}

/**
 * Starts a sign-in with single sign-on (SAML) and PKCE: the verifier stays in this browser's cookies, so that only this browser can
 * complete it. The browser continues at continueSso's URL.
 *
 * @returns the error code of the Auth server; undefined once the sign-in has started.
 */
export async function startSso(target: Target, options: Options): Promise<string | undefined> {
  const { next, captchaToken, reauthenticates } = options
  const { auth } = await createClient()
  const redirectTo = `${env().siteUrl}/auth/callback`
  const { data, error } = await auth.signInWithSSO({
    ...target,
    options: { redirectTo, skipBrowserRedirect: true, ...(captchaToken && { captchaToken }) },
  })
  const url = URL.parse(data?.url ?? '')
  if (!url || !/^https?:$/.test(url.protocol)) {
    const code = error?.code ?? 'unexpected_failure'
    await logRequestEvent({ event: 'login.failed', signInMethod: 'sso', code })
    return code
  }
  await startedFlow.write({
    provider: SSO,
    next,
    at: Date.now(),
    url: url.href,
    ...(reauthenticates && { reauthenticates }),
  })
  return undefined
}

/** The URL of the identity provider at which this browser has started a sign-in; null if it has not. */
export async function continueSso(): Promise<string | null> {
  return (await startedFlow.read())?.url ?? null
}
