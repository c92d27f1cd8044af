import { answer } from '@/utils/api/answer'
import { endpoint } from '@/utils/api/endpoint'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: ({ user: { id, email, name } }) => answer(200, { id, email, name }),
})
