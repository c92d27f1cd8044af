import { answer } from '@/utils/api/answer'
import { publicEndpoint } from '@/utils/api/endpoint'

/** Whether this process lives. Nobody else is asked: a restart would not help against an outage elsewhere. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: () => answer(200, { status: 'ok' }),
})
