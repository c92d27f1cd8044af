import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { ownerAccess } from '../support/owner-access'
import { MEMBER, startStack } from '../support/stack'
import type { Fields } from '../support/unauthorized-users'

// With addresses: tests/long/lockout-with-addresses.test.ts.
describe('attackers who know an address, without client addresses', () => ownerAccess('0'))

it('the device cookie is HttpOnly, lasts as long as browsers allow, and is never in a cacheable response', async () => {
  const stack = await startStack({ NEXT_PUBLIC_SITE_URL: 'https://app.example.com' })
  try {
    const jar = new BrowserJar(stack.app.url)
    const fields: Fields = [
      ['email', MEMBER.email],
      ['password', MEMBER.password],
    ]
    await jar.fetch('/login')
    const response = await sendForm(jar, '/login', fields, { origin: 'https://app.example.com' })
    const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-device='))
    const attributes = (line ?? '').split('; ').slice(1).toSorted()
    expect(attributes.filter((attribute) => !attribute.startsWith('Expires='))).toEqual([
      'HttpOnly',
      'Max-Age=34560000',
      'Path=/',
      'SameSite=lax',
      'Secure',
    ])
    expect(response.headers.get('cache-control')).toContain('no-store')
    const later = await jar.fetch('/private')
    expect(later.headers.getSetCookie().filter((cookie) => cookie.includes('device'))).toEqual([])
  } finally {
    await stack.close()
  }
})
