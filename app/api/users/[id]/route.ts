import { z } from 'zod'
import { answer } from '@/utils/api/answer'
import { endpoint } from '@/utils/api/endpoint'
import { ownUser } from '@/utils/api/own-user'
import { forbidden } from '@/utils/api/refusals'

const userIdSchema = z.guid('Use the id of a user.').toLowerCase()

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async ({ param, ...caller }) => {
    if (param('id', userIdSchema) !== caller.user.id) throw forbidden()
    return answer(200, await ownUser(caller))
  },
})
