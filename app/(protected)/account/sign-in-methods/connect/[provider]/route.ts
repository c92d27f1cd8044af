import { goOn } from '@/app/auth/oauth/go-on'
import { offeredProviders } from '@/utils/auth/auth-settings'
import { requireUser } from '@/utils/auth/guards'
import { startLinking } from '@/utils/auth/oauth-flow'
import { isProvider } from '@/utils/auth/providers'
import { isRecentLogin } from '@/utils/auth/recent-login'
import { freshLoginPath, signInMethodsPath } from '@/utils/auth/routes'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'
import { seeOther } from '@/utils/see-other'

type Context = { params: Promise<{ provider: string }> }

/** Begins what adds an identity provider's account to the ways into one's own. Only a form of this site may, after a fresh login. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const user = await requireUser()
  if (!isSameOrigin(request.headers, env().siteUrl))
    return new Response('This request came from another site.', { status: 403 })
  if (!isRecentLogin(user)) return seeOther(freshLoginPath(signInMethodsPath()))

  const { provider } = await params
  if (!isProvider(provider) || !(await offeredProviders()).includes(provider))
    return seeOther(signInMethodsPath({ problem: 'provider-off' }))
  const started = await startLinking(provider, user)
  return started.ok ? goOn(started.address, provider) : seeOther(started.path)
}
