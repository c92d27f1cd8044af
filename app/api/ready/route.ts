import { headers } from 'next/headers'
import { z } from 'zod'
import { publicEndpoint } from '@/utils/api/endpoint'
import { operation, Reply } from '@/utils/api/operation'
import { readSessionHeader } from '@/utils/auth/sessions/session-headers'
import { readiness } from '@/utils/supabase/readiness'

const upstreamSchema = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    breaker: z.enum(['closed', 'open', 'half-open']).meta({
      description:
        'Open: this server does not call the service for a moment. Half-open: one call finds out whether it is back.',
    }),
  })
  .meta({ id: 'UpstreamState' })

/** Reports whether this process can serve requests: whether its middleware runs, and the Auth server and the database respond. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: operation({
    operationId: 'readReadiness',
    summary:
      'Check that the middleware runs, and that the Auth server and the data API respond to this server. No authentication needed.',
    result: z
      .object({ middleware: z.enum(['ok', 'missing']), auth: upstreamSchema, data: upstreamSchema })
      .meta({ id: 'Readiness' }),
    responses: {
      200: 'This server is ready.',
      503: 'The middleware does not run, or a service does not respond.',
    },
    handle: async () => {
      const { ready, ...upstreams } = await readiness()
      // Only the middleware can sign this header.
      const hasMiddleware = readSessionHeader(await headers()) !== null
      const state = { middleware: hasMiddleware ? ('ok' as const) : ('missing' as const), ...upstreams }
      return ready && hasMiddleware ? state : new Reply(503, state, { 'Retry-After': '1' })
    },
  }),
})
