import { z } from 'zod'
import { AVATAR_TYPE, readAvatar, versionOf } from '@/utils/avatars/stored-avatar'
import { browserRoute } from '@/utils/request/browser-route'
import { STATIC_FILE_CSP } from '@/utils/request/security-headers'
import { createClient } from '@/utils/supabase/server'

const NOT_STORED = { 'Cache-Control': 'private, no-store' }
/** A browser may reuse a picture for an hour, until its cookies change: after a sign-out, it asks again. */
const CACHED = { 'Cache-Control': 'private, max-age=3600', Vary: 'Cookie' }

/** Serves a user's picture to those who may see it. Its bytes come from a user, so the response says what they are. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = browserRoute({
  GET: async ({ request, params }) => {
    const id = z.guid().safeParse(params.id).data
    const picture = id ? await readAvatar(await createClient(), id.toLowerCase()) : 'missing'
    if (picture === null)
      return new Response(null, { status: 503, headers: { ...NOT_STORED, 'Retry-After': '5' } })
    if (picture === 'missing') return new Response(null, { status: 404, headers: NOT_STORED })

    const tag = `"${versionOf(picture)}"`
    const headers = { ...CACHED, ...STATIC_FILE_CSP, ETag: tag }
    if (request.headers.get('if-none-match')?.includes(tag))
      return new Response(null, { status: 304, headers })
    return new Response(new Uint8Array(picture), { headers: { ...headers, 'Content-Type': AVATAR_TYPE } })
  },
})
