import { endSession } from '@/utils/auth/end-session'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'
import { report } from '@/utils/log/report'
import { methodsNotAllowed } from '@/utils/method-not-allowed'
import { seeOther } from '@/utils/see-other'

/** Signs this device out and loads the home page anew. This browser is signed out even when the Auth server cannot be reached. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers, env().siteUrl)) {
    await report({ event: 'access.denied', status: 403, code: 'cross_site' })
    return new Response('This request came from another site.', { status: 403 })
  }
  await endSession()
  return seeOther('/')
}

export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = methodsNotAllowed('POST')
