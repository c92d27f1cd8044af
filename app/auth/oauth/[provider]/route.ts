import { offeredProviders } from '@/utils/auth/auth-settings'
import { startOAuth } from '@/utils/auth/oauth-flow'
import { isProvider } from '@/utils/auth/providers'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'
import { report } from '@/utils/log/report'
import { methodsNotAllowed } from '@/utils/method-not-allowed'
import { seeOther } from '@/utils/see-other'
import { goOn } from '../go-on'

type Context = { params: Promise<{ provider: string }> }

/**
 * Begins a sign-in at an identity provider. Only a form of this site may: the way back signs this browser in.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  if (!isSameOrigin(request.headers, env().siteUrl)) {
    await report({ event: 'access.denied', status: 403, code: 'cross_site' })
    return new Response('This request came from another site.', { status: 403 })
  }

  const { provider } = await params
  const form = await request.formData().catch(() => new FormData())
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  if (!isProvider(provider) || !(await offeredProviders()).includes(provider))
    return seeOther('/error?reason=provider-off')
  return goOn(await startOAuth(provider, next), provider)
}

export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = methodsNotAllowed('POST')
