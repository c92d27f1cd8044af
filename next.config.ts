import type { NextConfig } from 'next'
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from 'next/constants'
import { dependencies } from './package.json'
import { exitOnInvalidEnv } from './utils/process/exit-on-invalid-env'
import { BASE_HEADERS, STATIC_FILE_CSP } from './utils/request/security-headers'
import { MAX_UPLOAD_FORM_BYTES } from './utils/request/validate-request'

const toHeaderList = (headers: Record<string, string>) =>
  Object.entries(headers).map(([key, value]) => ({ key, value }))

const config: NextConfig = {
  poweredByHeader: false,
  // The left corner belongs to the development bar.
  devIndicators: { position: 'bottom-right' },
  // No page uses image optimization, so its endpoint is disabled.
  images: { unoptimized: true },
  // In development too: URLs under /auth, and the home page's with a query, contain tokens, and the arguments of an action may
  // contain secrets.
  logging: { incomingRequests: { ignore: [/^\/auth\//, /^\/\?/] }, serverFunctions: false },
  experimental: {
    // forbidden() and app/forbidden.tsx: a missing permission gets a 403.
    authInterrupts: true,
    // The shared cache stays in memory, so that the server needs no writable disk.
    isrFlushToDisk: false,
    // Fewer chunks for Next.js and React: the sign-in page takes seven requests instead of ten.
    turbopackChunking: { minChunkSize: 1_000_000, maxMergeChunkSize: 3_000_000 },
    // The middleware limits each page.
    serverActions: { bodySizeLimit: MAX_UPLOAD_FORM_BYTES },
  },
  async headers() {
    // The middleware overwrites these headers; paths that it excludes get them from here.
    return [
      { source: '/:path*', headers: toHeaderList(BASE_HEADERS) },
      {
        source:
          '/:file(favicon.ico|icon.svg|apple-icon.png|robots.txt|og.png|passkeys.js|_next/static/.*|_next/image)',
        headers: toHeaderList(STATIC_FILE_CSP),
      },
    ]
  },
  async redirects() {
    // An email without a redirect URL (for example from the dashboard) leads to the site URL, as does a provider's callback whose
    // state has expired or was used: https://supabase.com/docs/guides/auth/redirect-urls
    const redirectFromHome = (destination: string, key: string) => {
      const has = [{ type: 'query' as const, key }]
      return { source: '/', has, destination, permanent: false }
    }
    return [
      // Sent emails and bookmarks link to the former path of this page.
      {
        source: '/account/fresh-login',
        destination: '/account/reauthenticate',
        permanent: true,
      },
      ...['token_hash', 'code', 'message'].map((key) => redirectFromHome('/auth/confirm', key)),
      ...['error', 'error_code'].map((key) => redirectFromHome('/auth/callback', key)),
    ]
  },
}

/** What the development server loads from node_modules instead of bundling it, which is a third of the time to the first page. */
const externalPackages = Object.keys(dependencies).filter(
  (name) => !['next', 'react', 'react-dom', 'server-only'].includes(name),
)

export default function configure(phase: string): NextConfig {
  if (phase === PHASE_DEVELOPMENT_SERVER) return { ...config, serverExternalPackages: externalPackages }
  const build = phase === PHASE_PRODUCTION_BUILD
  // On Vercel, the build already reports invalid environment variables (instrumentation.ts).
  if (build && process.env.VERCEL) exitOnInvalidEnv()
  // Besides the output for `next start`, the build creates a standalone folder (Dockerfile). Vercel packages its own output and
  // fails with it.
  return build && !process.env.VERCEL ? { ...config, output: 'standalone' } : config
}
