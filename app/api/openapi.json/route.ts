import { publicEndpoint } from '@/utils/api/endpoint'
import { jsonResponse } from '@/utils/api/response'
import { openApi } from '../openapi'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: () => jsonResponse(200, openApi),
})
