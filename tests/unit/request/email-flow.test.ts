import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  currentEmailFlow,
  endEmailFlow,
  findLinkFlow,
  type LinkFlow,
  parseEmailLink,
  pendingLink,
  recordEmailSent,
  startEmailFlow,
} from '@/utils/auth/email-links/email-flow'
import '../../support/supabase-stub'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'

afterEach(() => vi.useRealTimers())

const ADA = 'ada@example.com'
const TOKEN_HASH = 'pkce_0123456789abcdef'
const LINK = `${SITE}/auth/confirm/`

const browser = () => new BrowserJar(SITE)
const start = async (jar: BrowserJar, ...sent: Parameters<typeof startEmailFlow>) =>
  (await inRequest(jar, () => startEmailFlow(...sent))).result ?? ''
const flowOf = async (jar: BrowserJar) => (await inRequest(jar, currentEmailFlow)).result
const belongsTo = async (jar: BrowserJar, path: string | undefined, fallback: string | null = null) =>
  (await inRequest(jar, () => findLinkFlow(path, fallback))).result

describe('an email flow', () => {
  it('marks the browser that started it for a day, and puts its ID into the link', async () => {
    const jar = browser()
    const { cookies, result } = await inRequest(jar, () =>
      startEmailFlow(ADA, '/private/notes?x=1', 'magic-link'),
    )
    expect(cookies.join()).toMatch(/^email-flow=.*Max-Age=86400; HttpOnly/)
    const [id = '', kind, next = ''] = result?.replace(LINK, '').split('.') ?? []
    expect(Buffer.from(id, 'base64url')).toHaveLength(16)
    expect([kind, Buffer.from(next, 'base64url').toString()]).toEqual(['magic-link', '/private/notes?x=1'])
    expect(result).not.toContain('?')
    expect(await flowOf(jar)).toEqual({
      email: ADA,
      next: '/private/notes?x=1',
      kind: 'magic-link',
      cooldownS: 0,
      isDelayed: false,
    })
  })

  it('is a sign-up by default', async () => {
    const jar = browser()
    expect(await start(jar, ADA, '/private')).toMatch(/\.signup\./)
    expect(await flowOf(jar)).toMatchObject({ kind: 'signup' })
  })

  it('is distinguished from those of other browsers', async () => {
    expect(await start(browser(), ADA, '/private')).not.toBe(await start(browser(), ADA, '/private'))
  })

  it('keeps its ID when another email is requested', async () => {
    const jar = browser()
    const first = await start(jar, ADA, '/private')
    expect(await start(jar, ADA, '/private')).toBe(first)
  })

  it('belongs to no one if its owner is signed in or if there is none', async () => {
    const jar = browser()
    for (const kind of ['email-change', 'reauthentication'] as const) {
      await start(jar, ADA, '/account', kind)
      expect(await flowOf(jar)).toBeNull()
    }
    expect(await flowOf(browser())).toBeNull()
  })

  it('ends, as does a pending link', async () => {
    const jar = browser()
    await start(jar, ADA, '/private')
    await inRequest(jar, () => pendingLink.write({ code: TOKEN_HASH, next: '/private' }))
    expect(jar.cookies.size).toBe(2)
    await inRequest(jar, endEmailFlow)
    expect(jar.cookies.size).toBe(0)
  })

  it('keeps a pending link for ten minutes', async () => {
    const link = { tokenHash: TOKEN_HASH, type: 'signup', next: '/private' } as const
    const jar = browser()
    const { cookies } = await inRequest(jar, () => pendingLink.write(link))
    expect(cookies.join()).toMatch(/^email-link=.*Max-Age=600; HttpOnly/)
    expect((await inRequest(jar, pendingLink.read)).result).toEqual(link)
  })
})

describe('the cooldown between two emails', () => {
  it('starts when an email was sent, and is the same for every address', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const jar = browser()
    await inRequest(jar, recordEmailSent)
    expect(jar.cookies.size).toBe(0)
    await start(jar, ADA, '/private')
    await inRequest(jar, recordEmailSent)
    expect(await flowOf(jar)).toMatchObject({ cooldownS: 60 })
    vi.setSystemTime(Date.now() + 30_500)
    expect(await flowOf(jar)).toMatchObject({ cooldownS: 30 })
    await start(jar, ADA, '/private')
    expect(await flowOf(jar)).toMatchObject({ cooldownS: 30 })
    await start(jar, 'bob@example.com', '/private')
    expect(await flowOf(jar)).toMatchObject({ cooldownS: 0 })
    vi.setSystemTime(Date.now() + 60_000)
    expect(await flowOf(jar)).toMatchObject({ cooldownS: 0 })
  })
})

describe('the flow of a link', () => {
  it('belongs to this browser if it requested the link', async () => {
    const jar = browser()
    const path = (await start(jar, ADA, '/private/notes', 'recovery')).replace(LINK, '')
    const flow = { kind: 'recovery', next: '/private/notes' }
    expect(await belongsTo(jar, path)).toEqual({ ...flow, email: ADA })
    expect(await belongsTo(browser(), path)).toEqual({ ...flow, email: undefined })
    await start(jar, ADA, '/private', 'signup')
    expect(await belongsTo(jar, path.replace(/^[^.]+/, 'another'))).toEqual({ ...flow, email: undefined })
  })

  it('belongs to no one if the path names none', async () => {
    for (const path of ['', '.recovery'])
      expect(await belongsTo(browser(), path)).toMatchObject({ email: undefined })
  })

  it('never leads to another site, whatever the path is', async () => {
    const evil = Buffer.from('//evil.example').toString('base64url')
    expect(await belongsTo(browser(), `id.signup.${evil}`)).toMatchObject({ next: '/private' })
    expect(await belongsTo(browser(), undefined, 'https://evil.example')).toMatchObject({ next: '/private' })
  })

  it('leads to the target in the query if the path has none', async () => {
    expect(await belongsTo(browser(), 'id.signup', '/private/notes')).toMatchObject({
      next: '/private/notes',
    })
    expect(await belongsTo(browser(), 'id.invented')).toMatchObject({ kind: undefined, next: '/private' })
  })

  it('is the last one that started if the link has no path of ours', async () => {
    const jar = browser()
    await start(jar, ADA, '/private/notes', 'magic-link')
    const flow = { kind: 'magic-link', next: '/private/notes', email: undefined }
    expect(await belongsTo(jar, undefined)).toEqual(flow)
    expect(await belongsTo(jar, undefined, '/account')).toEqual({ ...flow, next: '/account' })
    expect(await belongsTo(browser(), undefined)).toEqual({
      kind: undefined,
      next: '/private',
      email: undefined,
    })
  })
})

describe('parseEmailLink', () => {
  const read = (query: string, kind?: LinkFlow['kind']) =>
    parseEmailLink(new URLSearchParams(query), { kind, next: '/private', email: ADA })
  const of = (type: string) => `token_hash=${TOKEN_HASH}&type=${type}`

  it('reads the token and its type', () => {
    expect(read(of('signup'))).toEqual({ tokenHash: TOKEN_HASH, type: 'signup' })
    expect(read(of('recovery'), 'recovery')).toEqual({ tokenHash: TOKEN_HASH, type: 'recovery' })
    expect(read(of('email'), 'signup')).toEqual({ tokenHash: TOKEN_HASH, type: 'email' })
  })

  it('distinguishes a recovery from all other types', () => {
    expect(read(of('recovery'), 'signup')).toBeNull()
    expect(read(of('signup'), 'recovery')).toBeNull()
  })

  it.each(['', 'type=signup', `token_hash=${TOKEN_HASH}`, of('invented'), 'token_hash=short&type=signup'])(
    'finds none in %j',
    (query) => expect(read(query)).toBeNull(),
  )
})
