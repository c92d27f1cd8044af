import { endSession } from '@/utils/auth/sessions/end-session'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { methodsNotAllowed } from '@/utils/request/method-not-allowed'
import { redirectResponse } from '@/utils/request/redirect-response'
import { isSameOrigin } from '@/utils/request/same-origin'

/** Signs this device out and loads the home page anew. This browser is signed out even when the Auth server cannot be reached. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers, env().siteUrl)) {
    await logRequestEvent({ event: 'access.denied', status: 403, code: 'cross_site' })
    return new Response('Cross-site requests are not allowed.', { status: 403 })
  }
  await endSession()
  return redirectResponse('/')
}

export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = methodsNotAllowed('POST')
