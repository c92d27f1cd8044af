import { publicEndpoint } from '@/utils/api/endpoint'
import { jsonResponse } from '@/utils/api/response'
import { readiness } from '@/utils/supabase/readiness'

/** Whether this process can serve people: whether Auth server and database answer it. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: async () => {
    const { ready, auth, data } = await readiness()
    return jsonResponse(ready ? 200 : 503, { auth, data }, ready ? {} : { 'Retry-After': '1' })
  },
})
