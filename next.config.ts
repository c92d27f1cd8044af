import type { NextConfig } from 'next'
import { PHASE_PRODUCTION_BUILD } from 'next/constants'
import { exitOnInvalidEnv } from './utils/process/exit-on-invalid-env'
import { BASE_HEADERS, STATIC_FILE_CSP } from './utils/request/security-headers'
import { MAX_FORM_BYTES } from './utils/request/validate-request'

const named = (headers: Record<string, string>) =>
  Object.entries(headers).map(([key, value]) => ({ key, value }))

const config: NextConfig = {
  poweredByHeader: false,
  // No page has a picture to resize, so no one can ask for one.
  images: { unoptimized: true },
  // In development too: addresses under /auth, and the site's own with a query, hold tokens, and what is sent to an action may be anything.
  logging: { incomingRequests: { ignore: [/^\/auth\//, /^\/\?/] }, serverFunctions: false },
  experimental: {
    // forbidden() and app/forbidden.tsx: a missing permission answers 403.
    authInterrupts: true,
    // What is kept for everyone stays in memory: a server needs no disk that it can write to.
    isrFlushToDisk: false,
    // What every page needs of Next and React comes in fewer pieces: the login page takes nine requests instead of twelve.
    turbopackChunking: { minChunkSize: 1_000_000, maxMergeChunkSize: 3_000_000 },
    serverActions: { bodySizeLimit: MAX_FORM_BYTES },
  },
  async headers() {
    // The middleware sends its own over these; what it never meets has them from here.
    return [
      { source: '/:path*', headers: named(BASE_HEADERS) },
      {
        source: '/:file(favicon.ico|icon.svg|apple-icon.png|robots.txt|_next/static/.*|_next/image)',
        headers: named(STATIC_FILE_CSP),
      },
    ]
  },
  async redirects() {
    // An email that was sent without a redirect (from the dashboard, say) leads to the site's address alone, and so does a
    // provider's callback whose state is too old or used: https://supabase.com/docs/guides/auth/redirect-urls
    const comesBackTo = (destination: string, key: string) => {
      const has = [{ type: 'query' as const, key }]
      return { source: '/', has, destination, permanent: false }
    }
    return [
      // Links in sent emails and bookmarks carry the former address of this page.
      {
        source: '/account/fresh-login',
        destination: '/account/reauthenticate',
        permanent: true,
      },
      ...['token_hash', 'code', 'message'].map((key) => comesBackTo('/auth/confirm', key)),
      ...['error', 'error_code'].map((key) => comesBackTo('/auth/callback', key)),
    ]
  },
}

export default function configure(phase: string): NextConfig {
  const build = phase === PHASE_PRODUCTION_BUILD
  // A build on Vercel is told at once what the server would say when it starts (instrumentation.ts).
  if (build && process.env.VERCEL) exitOnInvalidEnv()
  // A build leaves, beside what `next start` runs, a folder that runs by itself (Dockerfile). Vercel packs its own, and fails with it.
  return build && !process.env.VERCEL ? { ...config, output: 'standalone' } : config
}
