import { redirectToProvider } from '@/app/auth/oauth/redirect-to-provider'
import { enabledProviders } from '@/utils/auth/auth-settings'
import { startOAuth } from '@/utils/auth/oauth/oauth-flow'
import { isProvider, PROVIDER_NAMES } from '@/utils/auth/oauth/providers'
import { env } from '@/utils/env'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'
import { safeRedirect } from '@/utils/request/safe-redirect'

/** Starts a sign-in at an identity provider. The provider's response signs this browser in. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  POST: async ({ request, params }) => {
    const provider = String(params.provider)
    const form = await request.formData().catch(() => new FormData())
    const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
    if (!isProvider(provider) || !(await enabledProviders()).includes(provider))
      return redirectResponse('/error?reason=provider-disabled')
    return redirectToProvider(await startOAuth(provider, next), PROVIDER_NAMES[provider])
  },
})
