import { decodeJwt } from 'jose'
import { cookies } from 'next/headers'
import { env } from '@/utils/env'
import { hasLiveUpdates } from '@/utils/live/has-live-updates'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { sessionLimiterKey } from '@/utils/rate-limit/counters'
import { browserRoute } from '@/utils/request/browser-route'
import { sessionCookie } from '@/utils/supabase/session-cookies'
import { storedTokens } from '@/utils/supabase/stored-tokens'

const NOT_STORED = { 'Cache-Control': 'private, no-store' }

/**
 * The access token with which a page joins its Realtime channels (app/ui/live-connection.ts). The refresh token and the cookie stay
 * unreadable for scripts.
 */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = browserRoute({
  POST: async ({ user, request }) => {
    if (!hasLiveUpdates()) return new Response(null, { status: 404, headers: NOT_STORED })
    const attempt = await countAttempt('live-token', sessionLimiterKey(user), request.headers)
    if (attempt.isRateLimited)
      return new Response(null, {
        status: 429,
        headers: { ...NOT_STORED, 'Retry-After': String(attempt.waitS) },
      })
    const tokens = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
    if (!tokens) return new Response(null, { status: 503, headers: { ...NOT_STORED, 'Retry-After': '5' } })
    const { exp = 0 } = decodeJwt(tokens.accessToken)
    const expiresInS = exp - Math.floor(Date.now() / 1000)
    return Response.json({ accessToken: tokens.accessToken, expiresInS }, { headers: NOT_STORED })
  },
})
