import { afterEach, expect, test, vi } from 'vitest'
import { isLocal, localEnvironment, siteUrl } from '../../../supabase/scripts/environment.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['http://127.0.0.1:54321', true],
  ['http://localhost:54321', true],
  ['http://[::1]:54321', true],
  ['https://abcdefgh.supabase.co', false],
  ['https://localhost.example.com', false],
])('isLocal(%s) is %s', (url, expected) => {
  expect(isLocal(url)).toBe(expected)
})

test('rejects a value that is not a URL, and names the variable', () => {
  expect(() => isLocal('127.0.0.1:54321')).toThrow('NEXT_PUBLIC_SUPABASE_URL')
})

test('passes the configured URLs to the app', () => {
  vi.stubEnv('NEXT_PUBLIC_SITE_URL', 'http://app.localhost:3000')
  vi.stubEnv('NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY', '')
  expect(localEnvironment('http://127.0.0.1:55321', siteUrl(3456))).toMatchObject({
    NEXT_PUBLIC_SUPABASE_URL: 'http://127.0.0.1:55321',
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: expect.stringContaining('sb_publishable_'),
    NEXT_PUBLIC_SITE_URL: 'http://app.localhost:3000',
  })
})

test('replaces http with https in the site URL', () => {
  vi.stubEnv('NEXT_PUBLIC_SITE_URL', 'http://app.localhost:3000')
  expect(siteUrl(3456, true)).toBe('https://app.localhost:3000')
  expect(siteUrl(3456)).toBe('http://app.localhost:3000')
})
