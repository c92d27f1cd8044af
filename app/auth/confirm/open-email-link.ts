import 'server-only'
import type { NextRequest } from 'next/server'
import { findLinkFlow, type LinkFlow, parseEmailLink, pendingLink } from '@/utils/auth/email-links/email-flow'
import { hasCodeVerifier } from '@/utils/auth/email-links/exchange-code'
import { linkErrorReason } from '@/utils/auth/email-links/link-error'
import { redeemAuthCode } from '@/utils/auth/email-links/redeem-auth-code'
import { redeemEmailLink } from '@/utils/auth/email-links/redeem-email-link'
import { authCodeSchema } from '@/utils/auth/email-links/schemas'
import { hasPendingOAuth } from '@/utils/auth/oauth/oauth-flow'
import { errorPath } from '@/utils/auth/routes'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { redirectResponse } from '@/utils/request/redirect-response'

/**
 * Responds to an email's link from any template: one with a token, or one that the Auth server has redirected here with a code,
 * an error, or nothing that a server can see. The response is a redirect, so that nothing of it stays in the address bar.
 *
 * @param path the last segment of the link's path, which names its flow.
 */
export async function openEmailLink(request: NextRequest, path?: string): Promise<Response> {
  const query = request.nextUrl.searchParams
  const flow = await findLinkFlow(path, query.get('next'))
  const error = linkErrorReason(query, flow.kind)
  if (error) return redirectResponse(errorPath(error, flow.next))
  const code = query.get('code')
  if (code !== null) return await openCodeLink(code, flow, path)
  if ([...query.keys()].length === 0) return redirectResponse('/error?reason=link-failed')
  return await openTokenLink(query, flow)
}

/**
 * The code opens a session only in the browser that requested the email; another browser cannot use it. If another user is
 * signed in there, the code waits until a button is pressed.
 */
async function openCodeLink(code: string, flow: LinkFlow, path?: string): Promise<Response> {
  if (!authCodeSchema.safeParse(code).success) return redirectResponse('/error?reason=link-incomplete')
  if (path === undefined && (await hasPendingOAuth()))
    return redirectResponse(`/auth/callback?${new URLSearchParams({ code })}`)

  const { kind, next, email } = flow
  if (!(await hasCodeVerifier()) || !(await mayReplaceSession(flow))) {
    const redeemed = await redeemAuthCode(code, kind, next)
    if (redeemed.status !== 'unavailable') return redirectResponse(redeemed.path)
  }
  await pendingLink.write({ code, kind, next, email })
  return redirectResponse('/confirm')
}

/**
 * The browser that requested the email is signed in at once, unless another user is signed in there. Any other client, email
 * scanners included, is redirected to a page with one button, and only pressing it uses the token.
 */
async function openTokenLink(query: URLSearchParams, flow: LinkFlow): Promise<Response> {
  const link = parseEmailLink(query, flow)
  if (!link) return redirectResponse('/error?reason=link-incomplete')

  const { next, email } = flow
  if (email && !(await mayReplaceSession(flow))) {
    const redeemed = await redeemEmailLink(link, next)
    if (redeemed.status !== 'unavailable') return redirectResponse(redeemed.path)
  }
  await pendingLink.write({ ...link, next, email })
  return redirectResponse('/confirm')
}

/**
 * Whether another user may be signed in here: a session is never replaced without a click. A guest who requested the email does
 * so to leave the guest session.
 */
async function mayReplaceSession({ email }: LinkFlow): Promise<boolean> {
  const state = await sessionState()
  if ('user' in state && state.user.isGuest) return email === undefined
  if ('user' in state) return state.user.email.toLowerCase() !== email?.toLowerCase()
  return state.status === 'unknown'
}
