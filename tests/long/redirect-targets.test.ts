import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { ATTACKS } from '../support/redirect-targets'
import { unsealCookie } from '../support/sealed-cookies'
import { MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const HASH = 'a'.repeat(56)

const stack = suiteStack()

describe('no redirect target leaves the site', () => {
  const outward = (location: string | null) => new URL(location ?? '', stack.app.url).origin !== stack.app.url

  it.each(ATTACKS)('in the query: %j', async (target) => {
    const jar = await memberJar()
    const response = await jar.fetch(`/login?${new URLSearchParams({ redirectedFrom: target })}`)
    expect(response.headers.get('location')).toBe('/private')
  })

  it.each(ATTACKS)("in the email's link: %j", async (target) => {
    const jar = new BrowserJar(stack.app.url)
    const query = new URLSearchParams({ token_hash: HASH, type: 'signup', next: target })
    await jar.open(`/auth/confirm?${query}`)
    expect(await unsealCookie('email-link', jar.cookies.get('email-link') ?? '')).toMatchObject({
      next: '/private',
    })
  })

  it("in the path of the email's link, unsigned", async () => {
    for (const target of ATTACKS) {
      const jar = new BrowserJar(stack.app.url)
      const flow = `id.${Buffer.from(target).toString('base64url')}`
      await jar.open(`/auth/confirm/${flow}?token_hash=${HASH}&type=signup`)
      const cookie = jar.cookies.get('email-link')
      if (cookie) expect(await unsealCookie('email-link', cookie)).toMatchObject({ next: '/private' })
    }
  })

  it('in the hidden field', async () => {
    const jar = new BrowserJar(stack.app.url)
    for (const target of ATTACKS) {
      const response = await sendForm(jar.copy(), '/login', [
        ['email', MEMBER.email],
        ['password', MEMBER.password],
        ['redirectedFrom', target],
      ])
      expect(outward(response.headers.get('location'))).toBe(false)
      expect(response.headers.get('location')).toBe('/private')
    }
  })

  let member: BrowserJar | undefined
  async function memberJar() {
    member ??= await signedIn(stack, MEMBER)
    return member.copy()
  }
})
