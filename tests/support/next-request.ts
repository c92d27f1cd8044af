import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external'
import { createRequestStoreForAPI } from 'next/dist/server/async-storage/request-store'
import { createWorkStore } from 'next/dist/server/async-storage/work-store'
import { NextRequest } from 'next/server'
import type { BrowserJar } from './browser-jar.ts'

export const SITE = 'http://localhost:3000'

export type RequestResult<T> = {
  /** What the work returned. */
  result?: T
  /** What it threw, but for Next's own interruptions. */
  error?: unknown
  /** Where it redirected to, or the status that it ended with (403, 404). */
  interrupted?: string | number
  /** What the answer sets, as the browser is told it. */
  cookies: string[]
}

/** What next.config.ts makes of it does not matter to cookies and headers. */
const CONTEXT: Parameters<typeof createWorkStore>[0] = {
  page: '/route',
  renderOpts: {
    cacheLifeProfiles: { default: { stale: 0, revalidate: 0, expire: 0 } },
    staticPageGenerationTimeout: 60,
    cacheComponents: false,
    validationLevel: 'warning',
    experimental: { authInterrupts: true, useCacheTimeout: 60, durableUseCacheEntries: false },
    waitUntil: undefined,
    onClose: () => {},
    onAfterTaskError: undefined,
  },
  buildId: '',
  deploymentId: '',
  previouslyRevalidatedTags: [],
}

process.env.__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS = 'true'

/**
 * Does work inside a request, as Next does a route handler's: cookies() and headers() are the request's, and what is set goes into
 * the answer.
 *
 * @param jar the browser that sends the request, and keeps the answer's cookies.
 */
export async function inRequest<T>(
  jar: BrowserJar,
  work: () => Promise<T>,
  sent: Record<string, string> = {},
): Promise<RequestResult<T>> {
  const cookie = [...jar.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new NextRequest(SITE, { method: 'POST', headers: { ...sent, ...(cookie && { cookie }) } })
  let cookies: string[] = []
  const tags = { tags: [], expirationsByCacheKind: new Map() }
  const keep = (all: string[]) => {
    cookies = all
  }
  const store = createRequestStoreForAPI(request, request.nextUrl, tags, keep, undefined, undefined)
  const answered = await workAsyncStorage
    .run(createWorkStore(CONTEXT), () => workUnitAsyncStorage.run(store, work))
    .then((result): Omit<RequestResult<T>, 'cookies'> => ({ result }), interruption)
  jar.keep(cookies)
  return { ...answered, cookies }
}

/** https://nextjs.org/docs/app/api-reference/functions/redirect#behavior: it throws, and so do notFound and forbidden. */
function interruption(error: unknown): { interrupted: string | number } | { error: unknown } {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  const [kind, , to = ''] = digest.split(';')
  if (kind === 'NEXT_REDIRECT') return { interrupted: to }
  if (kind === 'NEXT_HTTP_ERROR_FALLBACK') return { interrupted: Number(digest.split(';')[1]) }
  return { error }
}
