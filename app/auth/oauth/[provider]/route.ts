import { startOAuth } from '@/utils/auth/oauth-flow'
import { offeredProviders } from '@/utils/auth/offered-providers'
import { isProvider, PROVIDER_NAMES, type Provider } from '@/utils/auth/providers'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'
import { methodsNotAllowed } from '@/utils/method-not-allowed'
import { seeOther } from '@/utils/see-other'

type Context = { params: Promise<{ provider: string }> }

/**
 * Begins a sign-in at an identity provider. Only a form of this site may: the way back signs this browser in.
 *
 * The answer is a page that goes on by itself, not a redirect. The pages allow their forms to lead to this site alone
 * (`form-action 'self'`), and Chrome holds every redirect after a form to that, the provider's own ones included, whose hosts
 * nobody can list. A refresh begins a navigation of its own, with JavaScript and without.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/form-action
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  if (!isSameOrigin(request.headers, env().siteUrl))
    return new Response('This request came from another site.', { status: 403 })

  const { provider } = await params
  const form = await request.formData().catch(() => new FormData())
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  if (!isProvider(provider) || !(await offeredProviders()).includes(provider))
    return seeOther('/error?reason=provider-off')
  return goOn(await startOAuth(provider, next), provider)
}

function goOn(address: string, provider: Provider): Response {
  const link = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>One moment</title>
<p><a href="${link}">Go on to ${PROVIDER_NAMES[provider]}</a></p></html>`
  const headers = { 'Content-Type': 'text/html; charset=utf-8', Refresh: `0;url=${address}` }
  return new Response(html, { headers })
}

export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = methodsNotAllowed('POST')
