import { z } from 'zod'
import { publicEndpoint } from '@/utils/api/endpoint'
import { operation, Reply } from '@/utils/api/operation'
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

/** Reports whether this process can serve requests: whether the Auth server and the database respond to it. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: operation({
    operationId: 'readReadiness',
    summary: 'Check that the Auth server and the data API respond to this server. No authentication needed.',
    result: z.object({ auth: upstreamSchema, data: upstreamSchema }).meta({ id: 'Readiness' }),
    responses: { 200: 'Both respond.', 503: 'At least one does not respond.' },
    handle: async () => {
      const { ready, ...upstreams } = await readiness()
      return ready ? upstreams : new Reply(503, upstreams, { 'Retry-After': '1' })
    },
  }),
})
