import { redirectToProvider } from '@/app/auth/oauth/redirect-to-provider'
import { enabledProviders } from '@/utils/auth/auth-settings'
import { linkedPath, startIdentityLinking } from '@/utils/auth/oauth/oauth-flow'
import { isProvider, PROVIDER_NAMES } from '@/utils/auth/oauth/providers'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { reauthenticatePath, signInMethodsPath } from '@/utils/auth/routes'
import { browserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/** Starts connecting an identity provider. Requires a recent sign-in, except from guests, who have no other method. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = browserRoute({
  POST: async ({ user, params }) => {
    const provider = String(params.provider)
    if (!user.isGuest && !isRecentSignIn(user))
      return redirectResponse(reauthenticatePath(signInMethodsPath()))
    if (!isProvider(provider) || !(await enabledProviders()).includes(provider))
      return redirectResponse(linkedPath(user, { problem: 'provider-disabled' }))
    const started = await startIdentityLinking(provider, user)
    return started.ok
      ? redirectToProvider(started.url, PROVIDER_NAMES[provider])
      : redirectResponse(started.path)
  },
})
