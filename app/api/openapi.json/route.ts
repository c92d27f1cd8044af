import { answer } from '@/utils/api/answer'
import { publicEndpoint } from '@/utils/api/endpoint'
import { openApi } from '../openapi'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: () => answer(200, openApi),
})
