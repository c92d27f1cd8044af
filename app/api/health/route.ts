import { z } from 'zod'
import { publicEndpoint } from '@/utils/api/endpoint'
import { operation } from '@/utils/api/operation'

/** Reports that this process is running. It calls no other service: a restart would not help against an outage elsewhere. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: operation({
    operationId: 'readHealth',
    summary: 'Check that this server is running. No authentication needed.',
    result: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }),
    responses: { 200: 'It is running.' },
    handle: () => ({ status: 'ok' as const }),
  }),
})
