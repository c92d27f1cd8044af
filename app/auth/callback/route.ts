import { revalidatePath } from 'next/cache'
import { type NextRequest, NextResponse } from 'next/server'
import { finishOAuth, stopOAuth } from '@/utils/auth/oauth-flow'
import { oauthProblem } from '@/utils/auth/oauth-problem'
import { isPrefetch } from '@/utils/auth/prefetch'

/**
 * Where an identity provider's answer arrives: a code for the browser that began, or an error. Either way the browser is sent
 * on at once, and nothing of the address is shown or stays in the address bar. Of a repeated parameter the first counts.
 */
export async function GET(request: NextRequest): Promise<NextResponse> {
  if (isPrefetch(request.headers)) return new NextResponse(null, { status: 204 })

  const query = request.nextUrl.searchParams
  const problem = oauthProblem(query)
  const code = query.get('code')
  if (problem || !code) return see(request, await stopOAuth(problem ?? 'provider-failed'))
  const finished = await finishOAuth(code)
  if (!finished.ok) return see(request, finished.path)
  revalidatePath('/', 'layout')
  return see(request, finished.linked ? '/linked' : finished.next)
}

/** Asked about, the address says nothing and spends nothing. */
export function HEAD(): NextResponse {
  return new NextResponse(null, { status: 200 })
}

function notAllowed(): NextResponse {
  return new NextResponse(null, { status: 405, headers: { Allow: 'GET, HEAD' } })
}

export {
  notAllowed as DELETE,
  notAllowed as OPTIONS,
  notAllowed as PATCH,
  notAllowed as POST,
  notAllowed as PUT,
}

function see(request: NextRequest, path: string): NextResponse {
  return NextResponse.redirect(new URL(path, request.nextUrl), 303)
}
