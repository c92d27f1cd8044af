import type { NextRequest } from 'next/server'
import { methodNotAllowed } from '@/utils/method-not-allowed'
import { headEmailLink, openEmailLink } from './open-email-link'

/** A mail's link that names no flow: one from the dashboard, or from a template of the team's own. */
export function GET(request: NextRequest): Promise<Response> {
  return openEmailLink(request)
}

const refuse = methodNotAllowed('GET, HEAD')

export {
  headEmailLink as HEAD,
  refuse as DELETE,
  refuse as OPTIONS,
  refuse as PATCH,
  refuse as POST,
  refuse as PUT,
}
