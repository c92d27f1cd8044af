import { oauthCallbackError } from '@/utils/auth/oauth/oauth-error'
import { abortOAuth, finishOAuth } from '@/utils/auth/oauth/oauth-flow'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/**
 * Receives an identity provider's response: a code for the browser that started the sign-in, or an error. The browser is
 * redirected at once, so that nothing of this address is shown or stays in the address bar. Of a repeated parameter the first
 * value counts.
 */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  GET: async ({ request }) => {
    const query = request.nextUrl.searchParams
    const error = oauthCallbackError(query)
    const code = query.get('code')
    if (error || !code) return redirectResponse(await abortOAuth(error ?? 'provider-error'))
    const finished = await finishOAuth(code)
    if (!finished.ok) return redirectResponse(finished.path)
    return redirectResponse(finished.linked ? '/linked' : finished.next)
  },
})
