import { redirectAfterSignIn } from '@/app/auth/oauth/redirect-after-sign-in'
import { enabledProviders } from '@/utils/auth/auth-settings'
import { requireUser } from '@/utils/auth/guards'
import { startIdentityLinking } from '@/utils/auth/oauth/oauth-flow'
import { isProvider } from '@/utils/auth/oauth/providers'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { reauthenticatePath, signInMethodsPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { redirectResponse } from '@/utils/request/redirect-response'
import { isSameOrigin } from '@/utils/request/same-origin'

type Context = { params: Promise<{ provider: string }> }

/** Starts connecting an identity provider. Requires a same-origin request and a recent sign-in. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const user = await requireUser()
  if (!isSameOrigin(request.headers, env().siteUrl))
    return new Response('Cross-site requests are not allowed.', { status: 403 })
  if (!isRecentSignIn(user)) return redirectResponse(reauthenticatePath(signInMethodsPath()))

  const { provider } = await params
  if (!isProvider(provider) || !(await enabledProviders()).includes(provider))
    return redirectResponse(signInMethodsPath({ problem: 'provider-disabled' }))
  const started = await startIdentityLinking(provider, user)
  return started.ok ? redirectAfterSignIn(started.address, provider) : redirectResponse(started.path)
}
