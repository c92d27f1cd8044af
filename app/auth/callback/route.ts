import type { NextRequest } from 'next/server'
import { finishOAuth, stopOAuth } from '@/utils/auth/oauth-flow'
import { oauthProblem } from '@/utils/auth/oauth-problem'
import { isPrefetch } from '@/utils/auth/prefetch'
import { methodsNotAllowed } from '@/utils/method-not-allowed'
import { seeOther } from '@/utils/see-other'

/**
 * Where an identity provider's answer arrives: a code for the browser that began, or an error. Either way the browser is sent
 * on at once, and nothing of the address is shown or stays in the address bar. Of a repeated parameter the first counts.
 */
export async function GET(request: NextRequest): Promise<Response> {
  if (isPrefetch(request.headers)) return new Response(null, { status: 204 })

  const query = request.nextUrl.searchParams
  const problem = oauthProblem(query)
  const code = query.get('code')
  if (problem || !code) return seeOther(await stopOAuth(problem ?? 'provider-failed'))
  const finished = await finishOAuth(code)
  if (!finished.ok) return seeOther(finished.path)
  return seeOther(finished.linked ? '/linked' : finished.next)
}

/** Asked about, the address says nothing and spends nothing. */
export function HEAD(): Response {
  return new Response(null, { status: 200 })
}

export const { DELETE, OPTIONS, PATCH, POST, PUT } = methodsNotAllowed('GET, HEAD')
