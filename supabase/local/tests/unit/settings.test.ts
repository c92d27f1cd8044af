import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readSettings, unsupportedSettings } from '../../src/settings.ts'

function configured(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'config.toml')
  writeFileSync(file, text)
  return file
}

test('a missing file means the defaults of the Supabase CLI', () => {
  const { auth } = readSettings('/nowhere/config.toml')
  expect(auth).toMatchObject({
    jwt_expiry: 3600,
    refresh_token_reuse_interval: 10,
    minimum_password_length: 6,
  })
  expect(auth.email).toMatchObject({ max_frequency: 1, otp_length: 6, otp_expiry: 3600 })
})

test('reads settings with durations in seconds and values from the environment', () => {
  vi.stubEnv('GITHUB_SECRET_FOR_TEST', 'from-environment')
  const file = configured(`
    [auth.email]
    max_frequency = "1m0s"
    [auth.external.github]
    enabled = true
    client_id = "id"
    secret = "env(GITHUB_SECRET_FOR_TEST)"
    url = "http://127.0.0.1:54325"
  `)
  const { auth } = readSettings(file)
  expect(auth.email.max_frequency).toBe(60)
  expect(auth.external.github).toEqual({
    enabled: true,
    client_id: 'id',
    secret: 'from-environment',
    url: 'http://127.0.0.1:54325',
  })
  vi.unstubAllEnvs()
})

test('the siteUrl option replaces site_url and is an allowed redirect', () => {
  const { auth } = readSettings(
    configured('[auth]\nsite_url = "http://localhost:3000"'),
    'http://localhost:4321',
  )
  expect(auth.site_url).toBe('http://localhost:4321')
  expect(auth.additional_redirect_urls).toEqual(['http://localhost:4321', 'http://localhost:4321/**'])
})

test('names the key with an invalid value', () => {
  expect(() => readSettings(configured('[auth]\njwt_expiry = "long"'))).toThrow('jwt_expiry')
})

test('an enabled provider that it does not support is named, with what supports it', () => {
  const file = configured(`
    [auth.external.github]
    enabled = true
    [auth.external.google]
    enabled = true
    [auth.external.apple]
    enabled = false`)
  expect(unsupportedSettings(readSettings(file))).toEqual([
    expect.stringMatching(
      /^\[auth\.external\.google\] is enabled .* supports GitHub only: use "npx supabase start"/,
    ),
  ])
})

test('an enabled second factor that it does not support is named, with what supports it', () => {
  const file = configured(`
    [auth.mfa.totp]
    enroll_enabled = true
    verify_enabled = true
    [auth.mfa.phone]
    verify_enabled = true
    [auth.mfa.web_authn]
    enroll_enabled = true`)
  const named = (key: string) =>
    expect.stringMatching(
      new RegExp(
        `^\\[auth\\.mfa\\.${key}\\] is enabled .* authenticator apps only: use "npx supabase start"`,
      ),
    )
  expect(unsupportedSettings(readSettings(file))).toEqual([named('phone'), named('web_authn')])
})

test('the before-user-created hook is a function of the database', () => {
  const hook = (uri: string) => configured(`[auth.hook.before_user_created]\nenabled = true\nuri = "${uri}"`)
  const { auth } = readSettings(hook('pg-functions://postgres/public/decide'))
  expect(auth.hook.before_user_created).toEqual({
    enabled: true,
    uri: 'pg-functions://postgres/public/decide',
  })
  expect(unsupportedSettings(readSettings(hook('https://example.com/hook')))).toEqual([
    expect.stringContaining('[auth.hook.before_user_created]'),
  ])
  for (const uri of [
    '',
    'ftp://example.com',
    'pg-functions://postgres/public',
    "pg-functions://postgres/public/a'b",
  ])
    expect(() => readSettings(hook(uri)), uri).toThrow()
})
