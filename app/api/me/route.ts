import { answer } from '@/utils/api/answer'
import { endpoint } from '@/utils/api/endpoint'
import { ownUser } from '@/utils/api/own-user'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async (call) => answer(200, await ownUser(call)),
})
