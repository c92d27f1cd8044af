import { currentUser } from '@/utils/api/current-user'
import { endpoint } from '@/utils/api/endpoint'
import { jsonResponse } from '@/utils/api/response'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async (call) => jsonResponse(200, await currentUser(call)),
})
