import type { NextRequest } from 'next/server'
import { oauthCallbackError } from '@/utils/auth/oauth/oauth-error'
import { abortOAuth, finishOAuth } from '@/utils/auth/oauth/oauth-flow'
import { methodsNotAllowed } from '@/utils/request/method-not-allowed'
import { isPrefetch } from '@/utils/request/prefetch'
import { redirectResponse } from '@/utils/request/redirect-response'

/**
 * Where an identity provider's answer arrives: a code for the browser that began, or an error. Either way the browser is sent
 * on at once, and nothing of the address is shown or stays in the address bar. Of a repeated parameter the first counts.
 */
export async function GET(request: NextRequest): Promise<Response> {
  if (isPrefetch(request.headers)) return new Response(null, { status: 204 })

  const query = request.nextUrl.searchParams
  const problem = oauthCallbackError(query)
  const code = query.get('code')
  if (problem || !code) return redirectResponse(await abortOAuth(problem ?? 'provider-error'))
  const finished = await finishOAuth(code)
  if (!finished.ok) return redirectResponse(finished.path)
  return redirectResponse(finished.linked ? '/linked' : finished.next)
}

/** Asked about, the address says nothing and spends nothing. */
export function HEAD(): Response {
  return new Response(null, { status: 200 })
}

export const { DELETE, OPTIONS, PATCH, POST, PUT } = methodsNotAllowed('GET, HEAD')
