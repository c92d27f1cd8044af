import type { NextRequest } from 'next/server'
import { methodsNotAllowed } from '@/utils/request/method-not-allowed'
import { headEmailLink, openEmailLink } from './open-email-link'

/** A mail's link that names no flow: one from the dashboard, or from a template of the team's own. */
export function GET(request: NextRequest): Promise<Response> {
  return openEmailLink(request)
}

export { headEmailLink as HEAD }

export const { DELETE, OPTIONS, PATCH, POST, PUT } = methodsNotAllowed('GET, HEAD')
