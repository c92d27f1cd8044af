import { publicEndpoint } from '@/utils/api/endpoint'
import { jsonResponse } from '@/utils/api/response'

/** Whether this process lives. Nobody else is asked: a restart would not help against an outage elsewhere. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: () => jsonResponse(200, { status: 'ok' }),
})
