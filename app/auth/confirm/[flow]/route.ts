import type { NextRequest } from 'next/server'
import { methodsNotAllowed } from '@/utils/request/method-not-allowed'
import { headEmailLink, openEmailLink } from '../open-email-link'

/** A mail's link with the flow it belongs to in its path: mails of this application carry it. */
export async function GET(
  request: NextRequest,
  { params }: RouteContext<'/auth/confirm/[flow]'>,
): Promise<Response> {
  return await openEmailLink(request, (await params).flow)
}

export { headEmailLink as HEAD }

export const { DELETE, OPTIONS, PATCH, POST, PUT } = methodsNotAllowed('GET, HEAD')
