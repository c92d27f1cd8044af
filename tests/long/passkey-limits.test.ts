import { startSiteverify } from 'supabase-embedded/testing'
import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { passkeyOf, postCredential, requestOptions, signInOptions } from '../support/passkeys'
import { startStack } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { leadsTo } from '../support/two-factor-setup'
import { newUserEmail } from '../support/users'

const stack = suiteStack({ TRUSTED_PROXIES: '1' })

const browser = () => new BrowserJar(stack.app.url)

describe('limits', () => {
  it('reject the options of a sign-in after 100 from one address, with the time to try again', async () => {
    const from = (address: string) => requestOptions(browser(), undefined, { 'x-forwarded-for': address })
    for (let round = 0; round < 10; round += 1) {
      const responses = await Promise.all(Array.from({ length: 10 }, () => from('203.0.113.7')))
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]))
    }
    stack.proxy.reset()
    const rejected = await from('203.0.113.7')
    expect(rejected.status).toBe(429)
    expect(Number(rejected.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await rejected.json()).toEqual({ message: expect.stringContaining('Too many attempts.') })
    expect(stack.proxy.count('/passkeys')).toBe(0)
    expect((await from('203.0.113.8')).status).toBe(200)
  })

  it('reject a sign-in after 100 from one address, and keep its challenge', async () => {
    const passkey = await passkeyOf(stack, await newUserEmail(stack))
    const attacker = browser()
    await signInOptions(attacker)
    const from = (address: string, jar: BrowserJar, credential: unknown) =>
      postCredential(jar, credential, '/account', { 'x-forwarded-for': address })
    for (let round = 0; round < 10; round += 1) {
      const responses = await Promise.all(
        Array.from({ length: 10 }, () => from('203.0.113.17', attacker.copy(), '{}')),
      )
      expect(new Set(responses.map((response) => leadsTo(response)[1].split('&')[0]))).toEqual(
        new Set(['/error?reason=passkey-rejected']),
      )
    }
    const jar = browser()
    const credential = passkey.get(await signInOptions(jar), jar)
    stack.proxy.reset()
    const rejected = leadsTo(await from('203.0.113.17', jar, credential))
    expect(rejected).toEqual([303, '/error?reason=too-many-attempts&redirectedFrom=%2Faccount'])
    expect(stack.proxy.count('/passkeys')).toBe(0)
    expect(await (await jar.fetch(rejected[1])).text()).toContain('Too many attempts')
    expect(leadsTo(await from('203.0.113.18', jar, credential))).toEqual([303, '/account'])
  })
})

it('where captchas are in use, each challenge needs a token', async () => {
  const siteverify = await startSiteverify()
  const site = await startStack(
    { NEXT_PUBLIC_TURNSTILE_SITE_KEY: '1x00000000000000000000AA' },
    { captcha: siteverify.captcha },
  )
  try {
    const withToken = async (token?: string) => {
      const body = new FormData()
      if (token) body.append('cf-turnstile-response', token)
      const headers = { origin: site.app.url }
      return await fetch(`${site.app.url}/auth/passkey/options`, { method: 'POST', body, headers })
    }
    const missing = await withToken()
    expect([missing.status, await missing.json()]).toEqual([
      400,
      { message: 'We couldn’t verify that you’re human. Try again.' },
    ])
    expect(site.proxy.count('/passkeys')).toBe(0)
    const human = `human-${crypto.randomUUID()}`
    const statuses = [await withToken('robot'), await withToken(human), await withToken(human)]
    expect(statuses.map(({ status }) => status)).toEqual([400, 200, 400])
  } finally {
    await site.close()
    await siteverify.close()
  }
})
