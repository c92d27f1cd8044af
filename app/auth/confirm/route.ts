import { revalidatePath } from 'next/cache'
import { type NextRequest, NextResponse } from 'next/server'
import { readEmailLink, waitingLink } from '@/utils/auth/email-flow'
import { followEmailLink } from '@/utils/auth/follow-email-link'
import { isPrefetch } from '@/utils/auth/prefetch'

type Context = { params: Promise<{ flow?: string }> }

/**
 * A mail's link. The browser that asked for the mail is let in at once. Anybody else, a mail scanner included, is sent to a
 * page with one button, and only pressing it spends the token. Either way the token leaves the address bar.
 */
export async function GET(request: NextRequest, { params }: Context): Promise<NextResponse> {
  if (isPrefetch(request.headers)) return new NextResponse(null, { status: 204 })

  const query = request.nextUrl.searchParams
  const link = await readEmailLink(query, (await params).flow)
  if (!link)
    return see(request, query.has('error_code') ? '/error?reason=link-expired' : '/error?reason=link-damaged')

  const { tokenHash, type, next, startedHere } = link
  if (startedHere) {
    const followed = await followEmailLink({ tokenHash, type }, next)
    if (followed.outcome === 'verified') revalidatePath('/', 'layout')
    if (followed.outcome !== 'unavailable') return see(request, followed.path)
  }
  await waitingLink.write({ tokenHash, type, next })
  return see(request, '/confirm')
}

/** Asked about, the link says nothing and spends nothing. */
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
