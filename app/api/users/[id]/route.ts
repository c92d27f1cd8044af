import { z } from 'zod'
import { answer } from '@/utils/api/answer'
import { endpoint } from '@/utils/api/endpoint'
import { forbidden } from '@/utils/api/refusals'

const userIdSchema = z.guid('Use the id of a user.').toLowerCase()

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: ({ user: { id, email, name }, param }) => {
    if (param('id', userIdSchema) !== id) throw forbidden()
    return answer(200, { id, email, name })
  },
})
