// Next.js 16 prints that this file convention is deprecated in favor of proxy.ts. It still works, and the name stays until it does
// not: docs/decisions/01-middleware.md.
import type { NextRequest } from 'next/server'
import { updateSession } from '@/utils/supabase/middleware'

export function middleware(request: NextRequest) {
  return updateSession(request)
}

export const config = {
  runtime: 'nodejs',
  // Everything but the build's own files and the named files of public/. An ending such as .png excuses no path.
  matcher: [
    '/((?!_next/static/|_next/image$|(?:favicon\\.ico|icon\\.svg|apple-icon\\.png|robots\\.txt|og\\.png)$).*)',
    // Those files too when they are not read: the header is set by utils/request/normalize-request.ts.
    { source: '/:path*', has: [{ type: 'header', key: 'x-writes' }] },
  ],
}
