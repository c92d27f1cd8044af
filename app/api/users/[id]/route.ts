import { currentUser, userIdSchema, userSchema } from '@/utils/api/current-user'
import { endpoint } from '@/utils/api/endpoint'
import { forbidden } from '@/utils/api/errors'
import { operation } from '@/utils/api/operation'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'readUser',
    summary: 'Get a user. Users can only get themselves.',
    params: { id: userIdSchema },
    result: userSchema,
    responses: { 200: 'The user.' },
    errors: [403],
    handle: async ({ params, ...caller }) => {
      if (params.id !== caller.user.id) throw forbidden()
      return await currentUser(caller)
    },
  }),
})
