import { type NextRequest, NextResponse } from 'next/server'
import { startOAuth } from '@/utils/auth/oauth-flow'
import { offeredProviders } from '@/utils/auth/offered-providers'
import { isProvider } from '@/utils/auth/providers'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'
import { goOn } from '../go-on'

type Context = { params: Promise<{ provider: string }> }

/**
 * Begins a sign-in at an identity provider. Only a form of this site may: the way back signs this browser in.
 */
export async function POST(request: NextRequest, { params }: Context): Promise<NextResponse> {
  if (!isSameOrigin(request.headers, env().siteUrl))
    return new NextResponse('This request came from another site.', { status: 403 })

  const { provider } = await params
  const form = await request.formData().catch(() => new FormData())
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  if (!isProvider(provider) || !(await offeredProviders()).includes(provider))
    return NextResponse.redirect(new URL('/error?reason=provider-off', request.nextUrl), 303)
  return goOn(await startOAuth(provider, next), provider)
}

function notAllowed(): NextResponse {
  return new NextResponse(null, { status: 405, headers: { Allow: 'POST' } })
}

export {
  notAllowed as DELETE,
  notAllowed as GET,
  notAllowed as HEAD,
  notAllowed as OPTIONS,
  notAllowed as PATCH,
  notAllowed as PUT,
}
