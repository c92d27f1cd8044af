import { afterEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { sendForm } from '../support/html-form'
import { type LogLine, logLines } from '../support/log-lines'
import { MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack({ TRUSTED_PROXIES: '1' })
afterEach(() => stack.proxy.fault(null))

const MEMBER_ID = '10000000-0000-4000-8000-000000000001'
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** The log lines of one request, without the middleware’s decision. */
async function linesOf(response: Response): Promise<LogLine[]> {
  // Lines stay in order: once those of a later request have arrived, these have too.
  const later = await fetch(`${stack.app.url}/api/openapi.json`)
  await expect.poll(() => eventsOf(later)).not.toEqual([])
  expect(eventsOf(response)).toContain('request.decided')
  return of(response).filter(({ event }) => event !== 'request.decided')
}

function of({ headers }: Response): LogLine[] {
  const id = headers.get('x-request-id')
  expect(id).toMatch(UUID)
  return logLines(stack.app).filter(({ requestId }) => requestId === id)
}

const eventsOf = (response: Response) => of(response).map(({ event }) => event)

const signIn = (jar: BrowserJar, password: string) =>
  sendForm(jar, '/login', [
    ['email', MEMBER.email],
    ['password', password],
  ])

describe('the request ID', () => {
  const MADE_UP = '00000000-0000-4000-8000-000000000000'

  it('is new for every request and in every response; a client’s ID is ignored', async () => {
    const seen = new Set<string | null>()
    for (const path of ['/', '/private', '/api/me', '/api/openapi.json', '/nowhere', '/error', '/login']) {
      const response = await fetch(stack.app.url + path, {
        redirect: 'manual',
        headers: { 'x-request-id': MADE_UP },
      })
      expect(response.headers.get('x-request-id')).toMatch(UUID)
      expect(response.headers.get('server-timing')).toBe(
        `request;desc="${response.headers.get('x-request-id')}"`,
      )
      seen.add(response.headers.get('x-request-id'))
      expect(await response.text()).not.toContain(MADE_UP)
    }
    expect(seen.size).toBe(7)
    expect(stack.app.output()).not.toContain(MADE_UP)
  })

  it('is on the error page and in the log', async () => {
    const jar = await signedIn(stack, MEMBER)
    await stack.proxy.fault(json(500, {}))
    const response = await jar.fetch('/private')
    const id = response.headers.get('x-request-id')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain(`${id}</code>`)
    expect(await linesOf(response)).toMatchObject([
      { level: 'error', event: 'upstream.failed', upstream: 'auth', kind: 'status', status: 500 },
    ])

    await stack.proxy.fault(null)
    const problem = await jar.fetch('/error?reason=link-expired')
    expect(await problem.text()).toContain(`${problem.headers.get('x-request-id')}</code>`)
    expect(await linesOf(problem)).toMatchObject([{ event: 'error_page.shown', code: 'link-expired' }])
    const madeUp = await jar.fetch('/error?reason=made-up')
    expect(await linesOf(madeUp)).toMatchObject([{ event: 'error_page.shown', code: 'unknown' }])
  })
})

describe('one line per event', () => {
  it('a successful and a failed sign-in', async () => {
    const jar = new BrowserJar(stack.app.url)
    const failed = await linesOf(await signIn(jar, 'not the password'))
    expect(failed).toMatchObject([
      {
        level: 'warn',
        event: 'login.failed',
        signInMethod: 'password',
        code: 'invalid_credentials',
        path: '/login',
      },
    ])
    expect(failed[0]?.account).toMatch(/^[\da-f]{12}$/)
    expect(await linesOf(await signIn(jar, MEMBER.password))).toMatchObject([
      { level: 'info', event: 'login.succeeded', signInMethod: 'password', userId: MEMBER_ID },
    ])
    const out = await jar.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
    expect(await linesOf(out)).toMatchObject([{ level: 'info', event: 'session.ended' }])
  })

  it('a sign-in that failed because the Auth server did, with the reason', async () => {
    await stack.proxy.fault(json(500, {}, (path) => path.includes('grant_type=password')))
    const lines = await linesOf(await signIn(new BrowserJar(stack.app.url), MEMBER.password))
    expect(lines).toMatchObject([
      { event: 'upstream.failed', upstream: 'auth', operation: '/auth/v1/token' },
      { event: 'login.failed', code: 'auth_unavailable' },
    ])
  })

  it('denied access: a missing permission, no session, another site', async () => {
    const jar = await signedIn(stack, MEMBER)
    expect(await linesOf(await jar.fetch('/admin'))).toMatchObject([
      { level: 'warn', event: 'access.denied', status: 403, code: 'users.manage', userId: MEMBER_ID },
    ])
    const foreign = { method: 'POST', headers: { origin: 'https://evil.example' } }
    const crossSite = await linesOf(await jar.fetch('/auth/signout', foreign))
    expect(crossSite).toMatchObject([
      { event: 'access.denied', status: 403, code: 'cross-site', path: '/auth/signout' },
      { event: 'error_page.shown', code: 'cross-site' },
    ])
    // The middleware wrote the first line and the page the second.
    expect(crossSite[0]?.client).toBe(crossSite[1]?.client)
    expect(await linesOf(await fetch(`${stack.app.url}/api/me`))).toMatchObject([
      { event: 'access.denied', status: 401, code: 'unauthenticated', path: '/api/me' },
    ])
    const token = { headers: { authorization: 'Bearer eyJh.eyJz.c2ln' } }
    expect(await linesOf(await fetch(`${stack.app.url}/api/me`, token))).toMatchObject([
      { event: 'access.denied', status: 401, code: 'invalid_token' },
    ])
    expect(await linesOf(await fetch(`${stack.app.url}/private`, { redirect: 'manual' }))).toMatchObject([
      { level: 'info', event: 'login.required', path: '/private' },
    ])
  })

  it('a code that was entered too often', async () => {
    const jar = new BrowserJar(stack.app.url)
    await sendForm(jar, '/magic-link', [['email', 'unknown@example.com']])
    let lines: LogLine[] = []
    for (let attempt = 0; attempt < 6; attempt += 1)
      lines = await linesOf(await sendForm(jar, '/check-email', [['code', `86420${attempt}`]]))
    expect(lines).toMatchObject([
      { level: 'warn', event: 'rate_limit.exceeded', limit: 'code', scope: 'account' },
    ])
  })

  it('an uncaught error, without the text of the backend', async () => {
    const jar = await signedIn(stack, MEMBER)
    await stack.proxy.fault(
      json(500, { message: 'a secret of the database' }, (path) => path.startsWith('/rest/')),
    )
    const lines = await linesOf(await jar.fetch('/admin'))
    expect(lines.map(({ event }) => event)).toEqual(['upstream.failed', 'request.failed'])
    expect(lines[1]).toMatchObject({
      level: 'error',
      route: '/admin',
      err: {
        type: 'PermissionUnknownError',
        message: expect.stringContaining('The database gave no clear response'),
        stack: expect.stringMatching(/^at /),
      },
    })
    expect(stack.app.output()).not.toContain('a secret of the database')
    // Next.js prints the error too; its text goes through the log.
    expect(stack.app.output()).not.toContain('⨯')
  })

  it('none at the level info for a page that is shown', async () => {
    const jar = await signedIn(stack, MEMBER)
    expect(await linesOf(await jar.fetch('/private'))).toEqual([])
    expect(await linesOf(await jar.fetch('/'))).toEqual([])
  })
})

it('a client has the same pseudonym in every line', async () => {
  const visit = (address: string) =>
    fetch(`${stack.app.url}/api/me`, { headers: { 'x-forwarded-for': address } })
  const clients: unknown[] = []
  for (const address of ['203.0.113.7', '203.0.113.7', '203.0.113.8'])
    for (const { client } of await linesOf(await visit(address))) clients.push(client)
  expect(clients[0]).toMatch(/^[\da-f]{12}$/)
  expect(clients[1]).toBe(clients[0])
  expect(clients[2]).not.toBe(clients[0])
  expect(stack.app.output()).not.toContain('203.0.113')
})

it('every line is JSON, except those that Next.js prints at startup', () => {
  const lines = stack.app.output().trim().split('\n')
  const first = lines.findIndex((line) => line.startsWith('{'))
  expect(first).toBeLessThan(10)
  expect(lines.slice(first).filter((line) => !line.startsWith('{"level":"'))).toEqual([])
})

it('secrets are collected, so that closing the stack finds them in the log', () => {
  for (const kind of ['password', 'access_token', 'refresh_token', 'email', 'token'])
    expect(stack.secrets.kinds).toContain(kind)
  expect(() => stack.secrets.expectNoneIn(`{"text":"${MEMBER.password}"}`)).toThrow('<password>')
})

it('a missing table is an error that names the migration to apply', async () => {
  const jar = await signedIn(stack, MEMBER)
  await stack.backend.sql('alter table public.notes rename to notes_of_another_version')
  const response = await jar.fetch('/private')
  await stack.backend.sql('alter table public.notes_of_another_version rename to notes')
  expect(await linesOf(response)).toContainEqual(
    expect.objectContaining({
      level: 'error',
      event: 'database.schema_outdated',
      operation: '/rest/v1/notes',
      msg: expect.stringContaining('npx supabase db push'),
    }),
  )
})
