import 'server-only'
import type { NextRequest } from 'next/server'
import { readEmailLink, waitingLink } from '@/utils/auth/email-flow'
import { followEmailLink } from '@/utils/auth/follow-email-link'
import { isPrefetch } from '@/utils/auth/prefetch'
import { seeOther } from '@/utils/see-other'

/**
 * Answers a mail's link. The browser that asked for the mail is let in at once. Anybody else, a mail scanner included, is sent
 * to a page with one button, and only pressing it spends the token. Either way the token leaves the address bar.
 *
 * @param flow the flow that the link belongs to, as its path says.
 */
export async function openEmailLink(request: NextRequest, flow?: string): Promise<Response> {
  if (isPrefetch(request.headers)) return new Response(null, { status: 204 })

  const query = request.nextUrl.searchParams
  const link = await readEmailLink(query, flow)
  if (!link) return seeOther(`/error?reason=${query.has('error_code') ? 'link-expired' : 'link-damaged'}`)

  const { tokenHash, type, next, startedHere } = link
  if (startedHere) {
    const followed = await followEmailLink({ tokenHash, type }, next)
    if (followed.outcome !== 'unavailable') return seeOther(followed.path)
  }
  await waitingLink.write({ tokenHash, type, next })
  return seeOther('/confirm')
}

/** Asked about with HEAD, the link says nothing and spends nothing. */
export function headEmailLink(): Response {
  return new Response(null, { status: 200 })
}
