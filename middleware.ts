// Next.js 16 warns that this file convention is deprecated in favor of proxy.ts. It still works: docs/decisions/01-middleware.md.
import type { NextRequest } from 'next/server'
import { updateSession } from '@/utils/supabase/middleware'

export function middleware(request: NextRequest) {
  return updateSession(request)
}

export const config = {
  runtime: 'nodejs',
  // Everything but build assets and the listed files of public/. No file extension is excluded in general.
  matcher: [
    '/((?!_next/static/|_next/image$|(?:favicon\\.ico|icon\\.svg|apple-icon\\.png|robots\\.txt|og\\.png|passkeys\\.js)$).*)',
    // Those files too for requests that are not reads: utils/request/normalize-request.ts sets the header.
    { source: '/:path*', has: [{ type: 'header', key: 'x-writes' }] },
  ],
}
