import type { Caller } from '@/utils/api/caller'
import { endpoint } from '@/utils/api/endpoint'
import { notFound } from '@/utils/api/errors'
import { undocumented } from '@/utils/api/operation'

const respondNotFound = undocumented<Caller>(() => {
  throw notFound()
})

/** Every path under /api without another route. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  DELETE: respondNotFound,
  GET: respondNotFound,
  OPTIONS: respondNotFound,
  PATCH: respondNotFound,
  POST: respondNotFound,
  PUT: respondNotFound,
})
