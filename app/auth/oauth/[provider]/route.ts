import { redirectAfterSignIn } from '@/app/auth/oauth/redirect-after-sign-in'
import { enabledProviders } from '@/utils/auth/auth-settings'
import { startOAuth } from '@/utils/auth/oauth/oauth-flow'
import { isProvider } from '@/utils/auth/oauth/providers'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { methodsNotAllowed } from '@/utils/request/method-not-allowed'
import { redirectResponse } from '@/utils/request/redirect-response'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { isSameOrigin } from '@/utils/request/same-origin'

type Context = { params: Promise<{ provider: string }> }

/**
 * Begins a sign-in at an identity provider. Only a form of this site may: the way back signs this browser in.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  if (!isSameOrigin(request.headers, env().siteUrl)) {
    await logRequestEvent({ event: 'access.denied', status: 403, code: 'cross_site' })
    return new Response('Cross-site requests are not allowed.', { status: 403 })
  }

  const { provider } = await params
  const form = await request.formData().catch(() => new FormData())
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  if (!isProvider(provider) || !(await enabledProviders()).includes(provider))
    return redirectResponse('/error?reason=provider-disabled')
  return redirectAfterSignIn(await startOAuth(provider, next), provider)
}

export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = methodsNotAllowed('POST')
