import { type NextRequest, NextResponse } from 'next/server'
import { goOn } from '@/app/auth/oauth/go-on'
import { requireUser } from '@/utils/auth/guards'
import { startLinking } from '@/utils/auth/oauth-flow'
import { offeredProviders } from '@/utils/auth/offered-providers'
import { isProvider } from '@/utils/auth/providers'
import { isRecentLogin } from '@/utils/auth/recent-login'
import { freshLoginPath, signInMethodsPath } from '@/utils/auth/routes'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'

type Context = { params: Promise<{ provider: string }> }

/** Begins what adds an identity provider's account to the ways into one's own. Only a form of this site may, after a fresh login. */
export async function POST(request: NextRequest, { params }: Context): Promise<NextResponse> {
  const user = await requireUser()
  if (!isSameOrigin(request.headers, env().siteUrl))
    return new NextResponse('This request came from another site.', { status: 403 })
  if (!isRecentLogin(user)) return see(request, freshLoginPath(signInMethodsPath()))

  const { provider } = await params
  if (!isProvider(provider) || !(await offeredProviders()).includes(provider))
    return see(request, signInMethodsPath({ problem: 'provider-off' }))
  const started = await startLinking(provider, user)
  return started.ok ? goOn(started.address, provider) : see(request, started.path)
}

function see(request: NextRequest, path: string): NextResponse {
  return NextResponse.redirect(new URL(path, request.nextUrl), 303)
}
