import { endSession } from '@/utils/auth/end-session'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'
import { methodNotAllowed } from '@/utils/method-not-allowed'
import { seeOther } from '@/utils/see-other'

/** Signs this device out and loads the home page anew. This browser is signed out even when the Auth server cannot be reached. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers, env().siteUrl)) {
    return new Response('This request came from another site.', { status: 403 })
  }
  await endSession()
  return seeOther('/')
}

const refuse = methodNotAllowed('POST')

export { refuse as DELETE, refuse as GET, refuse as HEAD, refuse as OPTIONS, refuse as PATCH, refuse as PUT }
