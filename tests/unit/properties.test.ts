import { globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isApiPath, routeAccess } from '@/utils/auth/routes'
import { classifySessionResponse, errorCode } from '@/utils/auth/sessions/session-response'
import type { noteSchema } from '@/utils/notes/note-schema'
import { cspReportSchema } from '@/utils/request/csp-reports'
import { normalizeRequestLine } from '@/utils/request/normalize-request'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { trustedHeaders } from '@/utils/request/trusted-headers'
import {
  type CookieWrite,
  isSessionChunk,
  sessionRemovals,
  withoutSessionRemoval,
} from '@/utils/supabase/session-cookies'

const PROJECT = resolve(import.meta.dirname, '../..')
const SITE = 'https://app.example.com'
const SESSION = 'sb-127-auth-token'

/** Anything a browser may send, and parts of attacks. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ...['/', '\\', '//', '.', '..', '%2f', '%5c', '%25', '%', '\t', '\n', '\0', '@', ':', '#', '?', ';'],
        ...['evil.example', 'app.example.com', 'https:', 'javascript:', 'login', 'private', 'auth', ' '],
      ),
      { maxLength: 10 },
    )
    .map((parts) => parts.join('')),
)

const holds = <T>(property: fc.IRawProperty<T>) => fc.assert(property, { numRuns: 2000 })

describe('safeRedirect', () => {
  it('never leaves the site, and never leads back to a page that redirects', () => {
    holds(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `/${rest}`),
          fc.anything(),
        ),
        (target) => {
          const path = safeRedirect(target, SITE)
          const url = new URL(path, SITE)
          expect(url.origin).toBe(SITE)
          expect(path).toMatch(/^\/(?![/\\])/)
          expect(path).not.toMatch(/[\p{Cc}\\]/u)
          expect(routeAccess(url.pathname)).not.toBe('signed-out')
          expect(safeRedirect(path, SITE)).toBe(path)
        },
      ),
    )
  })
})

describe('routeAccess', () => {
  it('is public only for listed paths, whatever surrounds them', () => {
    const listed = ['/login', '/private', '/auth', '/colors', '/api/openapi.json']
    holds(
      fc.property(fc.constantFrom(...listed), text, text, (path, before, after) => {
        const requested = `/${before}${path}${after}`
        const plain = requested.length > 1 && requested.endsWith('/') ? requested.slice(0, -1) : requested
        if (routeAccess(requested) === 'signed-out') expect(['/login', '/signup']).toContain(plain)
        if (routeAccess(requested) === 'public') expect(plain).toMatch(/^\/(auth(\/|$)|$)|^[a-z/.-]*$/)
        expect(routeAccess(`/private${after.replace(/^\//, '')}x`)).toBe('protected')
        expect(isApiPath(`/apix${after}`)).toBe(false)
      }),
    )
  })
})

describe('the cookie adapter', () => {
  const name = fc.oneof(
    text,
    fc.constantFrom(SESSION, `${SESSION}-code-verifier`, 'sb-other-auth-token'),
    fc.nat(400).map((n) => `${SESSION}.${n}`),
  )
  const write = fc.record({ name, value: fc.oneof(fc.constant(''), text), options: fc.constant({}) })

  it('removes exactly the chunks that were sent, with any header', () => {
    holds(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 20 }), (pairs) => {
        const header = pairs.map(([key, value]) => `${key}=${value}`).join('; ')
        const removed = sessionRemovals(header, { name: SESSION, path: '/', secure: true, httpOnly: true })
        for (const { name: key, value, options } of removed) {
          expect(isSessionChunk(key, SESSION)).toBe(true)
          expect([value, options.maxAge]).toEqual(['', 0])
        }
        expect(new Set(removed.map(({ name: key }) => key)).size).toBe(removed.length)
        for (const [key] of pairs)
          if (isSessionChunk(key, SESSION)) expect(removed.map((one) => one.name)).toContain(key)
      }),
    )
  })

  it('removes no session without a replacement, and keeps everything else', () => {
    holds(
      fc.property(fc.array(write, { maxLength: 10 }), (writes: CookieWrite[]) => {
        const remaining = withoutSessionRemoval(writes, SESSION)
        const session = remaining.filter((one) => isSessionChunk(one.name, SESSION))
        if (session.length > 0) expect(session.some(({ value }) => value !== '')).toBe(true)
        const others = (list: CookieWrite[]) => list.filter((one) => !isSessionChunk(one.name, SESSION))
        expect(others(remaining)).toEqual(others(writes))
      }),
    )
  })
})

describe('the responses of the Auth server', () => {
  const CODES = ['bad_jwt', 'session_not_found', 'user_banned', 'validation_failed', 'unexpected_failure']
  const body = fc.oneof(
    text,
    fc.json(),
    fc
      .record(
        { code: fc.constantFrom(...CODES), error_code: fc.constantFrom(...CODES, null, 7), id: text },
        { requiredKeys: [] },
      )
      .map((object) => JSON.stringify(object)),
  )

  it('end a session only with a 4xx and an error code of the Auth server', () => {
    holds(
      fc.property(
        fc.constantFrom('user', 'refresh'),
        fc.integer({ min: 100, max: 599 }),
        body,
        (question, status, response) => {
          const verdict = classifySessionResponse(question as 'user' | 'refresh', status, response)
          expect(['active', 'rejected', 'ended', 'unknown']).toContain(verdict)
          if (verdict === 'active') expect(Math.floor(status / 100)).toBe(2)
          if (verdict !== 'ended') return
          expect(status).toBeGreaterThanOrEqual(400)
          expect(status).toBeLessThan(500)
          expect(status).not.toBe(429)
          expect(errorCode(JSON.parse(response))).toMatch(/^(session_not_found|user_banned)$/)
        },
      ),
    )
  })
})

const schemaFiles = globSync('utils/**/{schemas,note-schema}.ts', { cwd: PROJECT })
const schemaModules: Record<string, unknown>[] = await Promise.all(
  schemaFiles.map((file) => import(join(PROJECT, file))),
)

describe('every schema', () => {
  const all: Record<string, unknown> = Object.assign({ reports: cspReportSchema(SITE) }, ...schemaModules)
  const found = Object.entries(all).filter(([, schema]) => 'safeParse' in Object(schema))

  it('exists', () => expect(found.length).toBeGreaterThan(25))

  it.each(found)('%s handles any input and stores no NUL and no lone surrogate', (_, schema) => {
    const parse = (schema as typeof noteSchema).safeParse.bind(schema)
    const fields = fc.dictionary(
      fc.constantFrom(
        'email',
        'password',
        'passwordRepeat',
        'name',
        'note',
        'code',
        'terms',
        'title',
        'body',
        'factorName',
        'verificationCode',
        'recoveryCode',
        'reason',
        'id',
        '__proto__',
      ),
      fc.oneof(text, fc.constantFrom('ada@example.com', 'a long password', 'on', '123456'), fc.anything()),
    )
    fc.assert(
      fc.property(fc.oneof(fields, fc.anything()), (value) => {
        const parsed = parse(value)
        if (!parsed.success) {
          expect(parsed.error.issues.length).toBeGreaterThan(0)
          return
        }
        const { name, note, password } = Object(parsed.data)
        for (const stored of [name, note])
          if (typeof stored === 'string') expect(stored.isWellFormed() && !stored.includes('\0')).toBe(true)
        expect(['string', 'undefined']).toContain(typeof password)
      }),
      { numRuns: 300 },
    )
  })
})

describe('incoming requests', () => {
  it('have a URL on this server, whatever the request line was', () => {
    holds(
      fc.property(text, (url) => {
        expect(normalizeRequestLine({ method: 'GET', url }).url).toMatch(/^\//)
      }),
    )
  })

  it('never name another host', () => {
    const header = fc.tuple(
      fc.constantFrom('x-forwarded-host', 'forwarded', 'x-original-url', 'origin', 'sec-fetch-site', 'host'),
      fc.constantFrom('evil.example', 'https://evil.example', 'null', 'cross-site', 'none', '//evil'),
    )
    holds(
      fc.property(fc.array(header), (pairs) => {
        const headers = trustedHeaders(new Headers(pairs), SITE)
        expect(headers.get('x-forwarded-host')).toBe('app.example.com')
        expect([headers.has('forwarded'), headers.has('x-original-url')]).toEqual([false, false])
      }),
    )
  })
})
