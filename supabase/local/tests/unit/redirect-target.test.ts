import { expect, test } from 'vitest'
import { isAllowedRedirect } from '../../src/auth/redirect-target.ts'
import { settingsSchema } from '../../src/settings-schema.ts'

const local = settingsSchema.parse({
  auth: {
    site_url: 'http://localhost:3000',
    additional_redirect_urls: [
      'https://*.example.com/**',
      'https://one.example.org/welcome',
      'myapp://callback',
    ],
  },
}).auth
const hosted = settingsSchema.parse({ auth: { site_url: 'https://app.example.com' } }).auth

test.each([
  'http://localhost:3000',
  'http://localhost:3000/auth/confirm?next=%2Fprivate',
  'http://localhost:4000/other-port',
  'http://127.0.0.1:3000/auth/confirm',
  'https://preview.example.com/a/b?c=d',
  'https://one.example.org/welcome',
  'https://one.example.org/welcome#hash',
  'myapp://callback',
])('allowed: %s', (address) => {
  expect(isAllowedRedirect(address, local)).toBe(true)
})

test.each([
  '',
  '/private',
  'https://evil.example',
  'https://localhost:3000',
  'http://localhost.evil.example:3000',
  'http://localhost:3000@evil.example/',
  'http://10.0.0.1/',
  'http://2130706434/',
  'https://a.b.example.com/',
  'https://one.example.org/welcome/more',
  'https://one.example.org.evil.example/welcome',
  'javascript:alert(1)',
])('rejected: %s', (address) => {
  expect(isAllowedRedirect(address, local)).toBe(false)
})

test('another port of a public site is another site', () => {
  expect(isAllowedRedirect('https://app.example.com/x', hosted)).toBe(true)
  expect(isAllowedRedirect('https://app.example.com:8443/x', hosted)).toBe(false)
  expect(isAllowedRedirect('http://app.example.com/x', hosted)).toBe(false)
})
