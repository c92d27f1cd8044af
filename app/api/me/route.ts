import { currentUser, userSchema } from '@/utils/api/current-user'
import { endpoint } from '@/utils/api/endpoint'
import { operation } from '@/utils/api/operation'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'readMe',
    summary: 'Get the signed-in user.',
    result: userSchema,
    responses: { 200: 'The signed-in user.' },
    handle: (call) => currentUser(call),
  }),
})
