import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()

async function signUp(headers: Record<string, string>) {
  const email = `host-${randomUUID()}@example.com`
  const fields: [string, string][] = [
    ['name', 'Ada'],
    ['email', email],
    ['password', 'a long password'],
    ['passwordRepeat', 'a long password'],
    ['terms', 'on'],
  ]
  return { email, response: await sendForm(new BrowserJar(stack.app.url), '/signup', fields, headers) }
}

describe('the links of an email', () => {
  it.each<Record<string, string>>([
    {},
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { forwarded: 'host=evil.example;proto=https' },
    { referer: 'https://evil.example/' },
    { 'x-original-host': 'evil.example', 'x-host': 'evil.example' },
  ])('contain the site URL only, whatever the request headers are: %j', async (headers) => {
    const { email, response } = await signUp(headers)
    expect(response.headers.get('location')).toBe('/check-email')
    const { html, links } = await stack.mailbox.latest({ to: email })
    expect(html).not.toContain('evil')
    expect(links.length).toBeGreaterThan(0)
    for (const link of links) expect(new URL(link).origin).toBe(stack.app.url)
  })
})

describe('a form sent by another site', () => {
  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { origin: 'null' },
    { origin: 'garbage' },
    { origin: 'http://localhost.evil.example' },
  ])('is rejected: %j', async (headers) => {
    const { email, response } = await signUp(headers)
    expect(response.status).toBe(403)
    expect(await stack.mailbox.count({ to: email })).toBe(0)
  })
})

describe('redirects', () => {
  it.each(['/private', '/auth/confirm', '/?token_hash=x'])('of %s contain no host', async (path) => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    }
    const response = await fetch(stack.app.url + path, { headers, redirect: 'manual' })
    expect(response.headers.get('location')).toMatch(/^\/[^/]/)
  })
})
