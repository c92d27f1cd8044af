import { endpoint } from '@/utils/api/endpoint'
import { notFound } from '@/utils/api/errors'

const nothing = () => {
  throw notFound()
}

/** Every address under /api that there is not. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  DELETE: nothing,
  GET: nothing,
  OPTIONS: nothing,
  PATCH: nothing,
  POST: nothing,
  PUT: nothing,
})
