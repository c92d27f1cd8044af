import 'server-only'
import type { NextRequest } from 'next/server'
import { findLinkFlow, type LinkFlow, parseEmailLink, pendingLink } from '@/utils/auth/email-links/email-flow'
import { hasCodeVerifier } from '@/utils/auth/email-links/exchange-code'
import { linkErrorReason } from '@/utils/auth/email-links/link-error'
import { redeemAuthCode } from '@/utils/auth/email-links/redeem-auth-code'
import { redeemEmailLink } from '@/utils/auth/email-links/redeem-email-link'
import { hasPendingOAuth } from '@/utils/auth/oauth/oauth-flow'
import { errorPath } from '@/utils/auth/routes'
import { authCodeSchema } from '@/utils/auth/schemas'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { isPrefetch } from '@/utils/request/prefetch'
import { redirectResponse } from '@/utils/request/redirect-response'

/**
 * Answers an email's link, whichever template it comes from: one with a token that is not spent yet, or one that the Auth server
 * has sent on with a code, an error or nothing that a server can see. Either way nothing of it stays in the address bar.
 *
 * @param path the end of the link's path, which says what flow it belongs to.
 */
export async function openEmailLink(request: NextRequest, path?: string): Promise<Response> {
  if (isPrefetch(request.headers)) return new Response(null, { status: 204 })

  const query = request.nextUrl.searchParams
  const flow = await findLinkFlow(path, query.get('next'))
  const problem = linkErrorReason(query, flow.kind)
  if (problem) return redirectResponse(errorPath(problem, flow.next))
  const code = query.get('code')
  if (code !== null) return await openCodeLink(code, flow, path)
  if ([...query.keys()].length === 0) return redirectResponse('/error?reason=link-failed')
  return await openTokenLink(query, flow)
}

/**
 * The code opens a session in the browser that asked, and in no other: nobody else could spend it by opening the link. Where
 * somebody else is signed in, it waits for a button.
 */
async function openCodeLink(code: string, flow: LinkFlow, path?: string): Promise<Response> {
  if (!authCodeSchema.safeParse(code).success) return redirectResponse('/error?reason=link-incomplete')
  if (path === undefined && (await hasPendingOAuth()))
    return redirectResponse(`/auth/callback?${new URLSearchParams({ code })}`)

  const { kind, next, email } = flow
  if (!(await hasCodeVerifier()) || !(await mayReplaceSession(flow))) {
    const followed = await redeemAuthCode(code, kind, next)
    if (followed.outcome !== 'unavailable') return redirectResponse(followed.path)
  }
  await pendingLink.write({ code, kind, next, email })
  return redirectResponse('/confirm')
}

/**
 * The browser that asked for the email is let in at once, unless somebody else is signed in there. Anybody else, a mail scanner
 * included, is sent to a page with one button, and only pressing it spends the token.
 */
async function openTokenLink(query: URLSearchParams, flow: LinkFlow): Promise<Response> {
  const link = parseEmailLink(query, flow)
  if (!link) return redirectResponse('/error?reason=link-incomplete')

  const { next, email } = flow
  if (email && !(await mayReplaceSession(flow))) {
    const followed = await redeemEmailLink(link, next)
    if (followed.outcome !== 'unavailable') return redirectResponse(followed.path)
  }
  await pendingLink.write({ ...link, next, email })
  return redirectResponse('/confirm')
}

/** Whether somebody is signed in here who may be another than the link is for: nobody's session is exchanged unasked. */
async function mayReplaceSession({ email }: LinkFlow): Promise<boolean> {
  const state = await sessionState()
  if (state.status === 'signed-in') return state.user.email.toLowerCase() !== email?.toLowerCase()
  return state.status === 'unknown'
}

/** Asked about with HEAD, the link says nothing and spends nothing. */
export function headEmailLink(): Response {
  return new Response(null, { status: 200 })
}
