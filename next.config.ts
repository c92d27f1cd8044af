import type { NextConfig } from 'next'
import { PHASE_PRODUCTION_BUILD, PHASE_PRODUCTION_SERVER } from 'next/constants'
import { EnvError, readEnv } from './utils/env'
import { MOST_FORM_BYTES } from './utils/request-refusal'
import { EVERYWHERE, FILE_POLICY } from './utils/security-headers'

const named = (headers: Record<string, string>) =>
  Object.entries(headers).map(([key, value]) => ({ key, value }))

const config: NextConfig = {
  poweredByHeader: false,
  // In development too: addresses under /auth hold tokens, and what is sent to an action may be anything.
  logging: { incomingRequests: { ignore: [/^\/auth\//] }, serverFunctions: false },
  experimental: {
    // forbidden() and app/forbidden.tsx: a missing permission answers 403.
    authInterrupts: true,
    serverActions: { bodySizeLimit: MOST_FORM_BYTES },
  },
  async headers() {
    // The middleware sends its own over these; what it never meets has them from here.
    return [
      { source: '/:path*', headers: named(EVERYWHERE) },
      {
        source: '/:file(favicon.ico|icon.svg|apple-icon.png|robots.txt|_next/static/.*|_next/image)',
        headers: named(FILE_POLICY),
      },
    ]
  },
  async redirects() {
    // A mail that was sent without a redirect (from the dashboard, say) links to the site's address alone.
    const has = [{ type: 'query' as const, key: 'token_hash' }]
    return [{ source: '/', has, destination: '/auth/confirm', permanent: false }]
  },
}

/** Stops a production server, or a build on Vercel, with one line when a setting is missing or malformed. */
function checkEnv(phase: string): void {
  const buildsOnVercel = phase === PHASE_PRODUCTION_BUILD && process.env.VERCEL
  if (phase !== PHASE_PRODUCTION_SERVER && !buildsOnVercel) return
  try {
    readEnv(process.env)
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

export default function configure(phase: string): NextConfig {
  checkEnv(phase)
  return config
}
