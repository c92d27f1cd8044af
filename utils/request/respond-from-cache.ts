import { type NextRequest, NextResponse } from 'next/server'
import { SHARED_PAGES } from '@/utils/auth/routes'
import { expiryCookieName } from '@/utils/auth/sessions/session-times'
import type { Env } from '@/utils/env'
import { logEvent } from '@/utils/log/logger'
import { requestIdHeaders } from '@/utils/log/request-id'
import type { RefreshedSession } from '@/utils/supabase/refresh-session'
import { THEME_COOKIE } from '@/utils/theme-cookie'
import { type ContentCoding, preferredCoding } from './content-coding'
import type { Decision } from './decide'
import type { IdentifiedRequest } from './identify'
import { RENDER_HEADER } from './own-request'
import { cachedPage } from './page-cache'
import { setContentEncoding } from './response-status'

type Parts = {
  requestId: string
  identified: IdentifiedRequest
  session: RefreshedSession
  decision: Decision
}

/**
 * Responds with a page that is the same for every signed-out user from the page cache, with a policy that lists the hashes of its
 * scripts. Such a response never sets a cookie. Browsers keep the page and revalidate it for each visit.
 *
 * @returns null if the response depends on the request.
 */
export async function respondFromCache(
  request: NextRequest,
  parts: Parts,
  settings: Env,
): Promise<NextResponse | null> {
  if (!isSameForEveryone(request, parts, settings)) return null
  const { path } = parts.identified
  const page = await cachedPage(path, settings, (err) =>
    logEvent({}, { event: 'page_cache.failed', path, err }),
  )
  if (!page) return null
  const isKnown = matches(request.headers.get('if-none-match'), page.headers.ETag)
  const coding = isKnown ? 'identity' : encode(request)
  return new NextResponse(isKnown || request.method === 'HEAD' ? null : page.body[coding], {
    status: isKnown ? 304 : 200,
    headers: {
      ...page.headers,
      ...requestIdHeaders(parts.requestId),
      'Content-Type': 'text/html; charset=utf-8',
      // Only this server can tell which cookies change the page, so that a shared cache could not answer by itself.
      'Cache-Control': 'private, no-cache',
      Vary: 'Cookie, RSC, Accept-Encoding',
    },
  })
}

/** Names the content coding of the response. Next.js compresses no response that has one. */
function encode(request: NextRequest): ContentCoding {
  const coding = preferredCoding(request.headers.get('accept-encoding'))
  return coding !== 'identity' && setContentEncoding(coding) ? coding : 'identity'
}

/** Whether the response depends on neither the session nor the headers of the request. */
function isSameForEveryone(
  request: NextRequest,
  { identified, session, decision }: Parts,
  settings: Env,
): boolean {
  // In development, pages change while the server runs. On Vercel, the server has no address of its own.
  if (process.env.NODE_ENV !== 'production' || settings.network.vercel) return false
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isRead || decision.kind !== 'continue' || !SHARED_PAGES.includes(identified.path)) return false
  if (session.status !== 'signed-out' || session.writes.length > 0) return false
  // The latter would be removed.
  const cookies = [THEME_COOKIE, expiryCookieName(settings.siteUrl)]
  return !request.headers.has(RENDER_HEADER) && !cookies.some((name) => request.cookies.has(name))
}

/** RFC 9110, 13.1.2: a weak comparison, since a proxy may have compressed the page. */
function matches(ifNoneMatch: string | null, etag: string): boolean {
  const weak = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch?.split(',').some((tag) => tag.trim() === '*' || weak(tag) === weak(etag)) ?? false
}
