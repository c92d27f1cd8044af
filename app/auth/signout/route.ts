import { type NextRequest, NextResponse } from 'next/server'
import { endSession } from '@/utils/auth/end-session'
import { isSameOrigin } from '@/utils/auth/same-origin'
import { env } from '@/utils/env'

/** Signs this device out and loads the home page anew. This browser is signed out even when the Auth server cannot be reached. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  if (!isSameOrigin(request.headers, env().siteUrl))
    return new NextResponse('This request came from another site.', { status: 403 })
  await endSession()
  return NextResponse.redirect(new URL('/', request.nextUrl), 303)
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
