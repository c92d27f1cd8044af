import 'server-only'
import type { NextRequest } from 'next/server'
import { requireUser } from '@/utils/auth/guards'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { isPrefetch } from './prefetch'
import { isSameOrigin } from './same-origin'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

type Method = (typeof METHODS)[number]
type Params = Record<string, string | string[] | undefined>
type Context = { params: Promise<Params | undefined> }
type Handle<Call> = (call: Call & { request: NextRequest; params: Params }) => Promise<Response>
type Handles<Call> = { GET?: Handle<Call>; POST?: Handle<Call> }

/**
 * Makes the handlers of an address that browsers open (GET) or send forms to (POST), for signed-in users; the others are
 * redirected to sign in. Links may do something when they are opened, so a HEAD request or a prefetch runs nothing. A form has
 * to come from this site's own pages (OWASP ASVS 5.0, 3.5.1). A method that is not declared gets a 405 (RFC 9110, 15.5.6).
 */
export function browserRoute(handles: Handles<{ user: SessionUser }>) {
  return handlers(handles, async () => ({ user: await requireUser() }))
}

/** The same for an address that anyone may open; utils/auth/routes.ts lists it as public. */
export function publicBrowserRoute(handles: Handles<object>) {
  return handlers(handles, async () => ({}))
}

function handlers<Call>(handles: Handles<Call>, admit: () => Promise<Call>) {
  const { GET, POST } = handles
  const allow = [...(GET ? ['GET', 'HEAD'] : []), ...(POST ? ['POST'] : [])].join(', ')

  const handle =
    (method: Method) =>
    async (request: NextRequest, { params }: Context) => {
      const run = method === 'POST' ? POST : method === 'GET' || method === 'HEAD' ? GET : undefined
      if (!run) return new Response(null, { status: 405, headers: { Allow: allow } })
      const call = await admit()
      if (method === 'HEAD') return new Response(null, { status: 200 })
      if (method === 'GET' && isPrefetch(request.headers)) return new Response(null, { status: 204 })
      if (method === 'POST' && !isSameOrigin(request.headers, env().siteUrl)) {
        await logRequestEvent({ event: 'access.denied', status: 403, code: 'cross_site' })
        return new Response('Cross-site requests are not allowed.', { status: 403 })
      }
      return await run({ ...call, request, params: { ...(await params) } })
    }
  return Object.fromEntries(METHODS.map((method) => [method, handle(method)])) as Record<
    Method,
    ReturnType<typeof handle>
  >
}
