import { createHash } from 'node:crypto'
import type { Session } from '@supabase/supabase-js'
import { beforeEach, describe, expect, it } from 'vitest'
import { finishSignup, startSignup } from '@/utils/auth/signup/signup-ownership'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { supabaseStub } from '../../support/supabase-stub'

const KEEP = 'POST /rest/v1/rpc/claim_signup'
const CHOOSE_FIRST = '/account/password?redirectedFrom=%2Fprivate%2Fnotes'
const COOKIE = 'signup-nonce'

beforeEach(() => supabaseStub.reset())

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

/** Confirms an address in a browser. */
async function finish(jar: BrowserJar, confirmed: string | undefined) {
  const session = { access_token: 'token', user: { id: 'a', email_confirmed_at: confirmed } } as Session
  return (await inRequest(jar, () => finishSignup(session, '/private/notes'))).result
}

async function signedUp() {
  const jar = new BrowserJar(SITE)
  const { result, cookies } = await inRequest(jar, startSignup)
  return { jar, hash: result?.signup_nonce_hash, cookies }
}

describe('a sign-up', () => {
  it('leaves an unguessable nonce in the browser, and only its hash with the account', async () => {
    const { jar, hash, cookies } = await signedUp()
    expect(cookies.join()).toMatch(/^signup-nonce=.*Max-Age=86400; HttpOnly/)
    expect((await signedUp()).hash).not.toBe(hash)
    supabaseStub.setResponse(KEEP, { body: 'claimed' })
    await finish(jar, minutesAgo(60))
    const [{ nonce = '' } = {}] = supabaseStub.requests.map(({ body }) => body as { nonce?: string })
    expect(Buffer.from(nonce, 'base64url')).toHaveLength(32)
    expect(createHash('sha256').update(nonce).digest('hex')).toBe(hash)
  })

  it('keeps the password chosen in this browser, whenever it is confirmed', async () => {
    const { jar } = await signedUp()
    supabaseStub.setResponse(KEEP, { body: 'claimed' })
    expect(await finish(jar, minutesAgo(60))).toBe('/private/notes')
    expect(jar.cookies.has(COOKIE)).toBe(false)
  })

  it('continues with choosing a password if the account has none', async () => {
    const { jar } = await signedUp()
    supabaseStub.setResponse(KEEP, { body: 'discarded' })
    expect(await finish(jar, minutesAgo(0))).toBe(CHOOSE_FIRST)
    expect(jar.cookies.has(COOKIE)).toBe(false)
  })

  it('continues with choosing one if the database does not respond, and keeps the nonce', async () => {
    const { jar } = await signedUp()
    supabaseStub.setResponse(KEEP, { status: 503, body: {} })
    expect(await finish(jar, minutesAgo(0))).toBe(CHOOSE_FIRST)
    expect(jar.cookies.has(COOKIE)).toBe(true)
  })
})

describe('a browser that did not sign up', () => {
  it('checks whether a confirmation a moment ago discarded the password', async () => {
    supabaseStub.setResponse(KEEP, { body: 'discarded' })
    expect(await finish(new BrowserJar(SITE), minutesAgo(9))).toBe(CHOOSE_FIRST)
    expect(supabaseStub.requests).toEqual([{ endpoint: KEEP, body: { nonce: '' } }])
  })

  it.each([
    ['long ago', minutesAgo(11)],
    ['never', undefined],
  ])('does not check if it was confirmed %s', async (_, at) => {
    supabaseStub.setResponse(KEEP, { body: 'discarded' })
    expect(await finish(new BrowserJar(SITE), at)).toBe('/private/notes')
    expect(supabaseStub.requests).toEqual([])
  })
})
