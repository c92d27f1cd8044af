import { z } from 'zod'
import { currentUser } from '@/utils/api/current-user'
import { endpoint } from '@/utils/api/endpoint'
import { forbidden } from '@/utils/api/errors'
import { jsonResponse } from '@/utils/api/response'

const userIdSchema = z.guid('Use the id of a user.').toLowerCase()

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async ({ param, ...caller }) => {
    if (param('id', userIdSchema) !== caller.user.id) throw forbidden()
    return jsonResponse(200, await currentUser(caller))
  },
})
