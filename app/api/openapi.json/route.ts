import { z } from 'zod'
import { publicEndpoint } from '@/utils/api/endpoint'
import { operation } from '@/utils/api/operation'
import { describeApi } from '../openapi'

let description: ReturnType<typeof describeApi> | undefined

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  GET: operation({
    operationId: 'readDescription',
    summary: 'Get this description. No authentication needed.',
    result: z.looseObject({ openapi: z.string() }),
    responses: { 200: 'OpenAPI 3.1.' },
    handle: async () => {
      description ??= describeApi()
      return { ...(await description) }
    },
  }),
})
