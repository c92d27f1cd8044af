import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external'
import { createRequestStoreForAPI } from 'next/dist/server/async-storage/request-store'
import { createWorkStore } from 'next/dist/server/async-storage/work-store'
import { NextRequest } from 'next/server'
import { type ForwardedSession, sessionHeader } from '../../utils/auth/sessions/session-headers.ts'
import { env } from '../../utils/env.ts'
import { sessionCookie } from '../../utils/supabase/session-cookies.ts'
import { storedTokens } from '../../utils/supabase/stored-tokens.ts'
import type { BrowserJar } from './browser-jar.ts'

export const SITE = 'http://localhost:3000'

export type RequestResult<T> = {
  /** The return value. */
  result?: T
  /** The error, except Next.js control flow. */
  error?: unknown
  /** The redirect target, or the status that ended it (403, 404). */
  interrupted?: string | number
  /** The Set-Cookie headers of the response. */
  cookies: string[]
}

/** The values of next.config.ts do not affect cookies and headers. */
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
 * Runs a function inside a request, as Next.js runs a route handler: cookies() and headers() are the request's, and changes go
 * into the response.
 *
 * @param jar the browser that sends the request and stores the response's cookies.
 * @param found what the middleware has found out about its session; null if it has not run.
 */
export async function inRequest<T>(
  jar: BrowserJar,
  work: () => Promise<T>,
  sent: Record<string, string> = {},
  found: ForwardedSession | null = 'no_factor',
): Promise<RequestResult<T>> {
  const cookie = [...jar.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new NextRequest(SITE, {
    method: 'POST',
    headers: { ...(found && (await sessionHeaderFor(jar, found))), ...sent, ...(cookie && { cookie }) },
  })
  let cookies: string[] = []
  const tags = { tags: [], expirationsByCacheKind: new Map() }
  const keep = (all: string[]) => {
    cookies = all
  }
  const store = createRequestStoreForAPI(request, request.nextUrl, tags, keep, undefined, undefined)
  const response = await workAsyncStorage
    .run(createWorkStore(CONTEXT), () => workUnitAsyncStorage.run(store, work))
    .then((result): Omit<RequestResult<T>, 'cookies'> => ({ result }), interruption)
  jar.keep(cookies)
  return { ...response, cookies }
}

/** The header of the middleware for the session of a browser. */
export async function sessionHeaderFor({ cookies }: BrowserJar, found: ForwardedSession) {
  const stored = [...cookies].map(([name, value]) => ({ name, value }))
  const tokens = await storedTokens(stored, sessionCookie(env()).name)
  return sessionHeader(found, tokens?.accessToken)
}

/** https://nextjs.org/docs/app/api-reference/functions/redirect#behavior: it throws, as do notFound and forbidden. */
function interruption(error: unknown): { interrupted: string | number } | { error: unknown } {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  const [kind, , to = ''] = digest.split(';')
  if (kind === 'NEXT_REDIRECT') return { interrupted: to }
  if (kind === 'NEXT_HTTP_ERROR_FALLBACK') return { interrupted: Number(digest.split(';')[1]) }
  return { error }
}
