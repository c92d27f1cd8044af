import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'smol-toml'
import { beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { runOnProject, type Write } from '../support/management-api.ts'

const read = (path: string) => readFileSync(resolve(projectRoot, path), 'utf8')
type Settings = Write['body']

const AUTH_SETTINGS = 'PATCH /v1/projects/abcdefghijklmnopqrst/config/auth'

const settingsOf = (writes: Write[]): Settings =>
  writes.find(({ method, path }) => `${method} ${path}` === AUTH_SETTINGS)?.body ?? {}

/** What may differ between a developer's machine and a project. */
const OF_ONE_PLACE = /site_url|redirect_urls|rate_limit|max_frequency|\.external\./

const DOCUMENTED = /^npx supabase (config push .*)$/m

/** Settings of the project that a developer's machine sets differently. */
const OF_THE_PROJECT =
  /^(site_url|uri_allow_list|jwt_exp|disable_signup|smtp_|rate_limit_|external_(?!anonymous)|hook_(?!before_user_created_)|captcha)/

/** The settings that a push would copy from a developer's machine, compared with a push of the local stack's file. */
function developersValues(pushed: Settings, local: Settings): string[] {
  return Object.entries(pushed)
    .filter(
      ([key, value]) =>
        (OF_THE_PROJECT.test(key) && isDeepStrictEqual(value, local[key])) ||
        /localhost|127\.0\.0\.1/.test(JSON.stringify(value)),
    )
    .map(([key]) => key)
}

/** Every value of a parsed TOML file by its dotted name. */
function leaves(value: unknown, name = ''): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[name, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, name ? `${name}.${key}` : key))
}

describe('the documented `config push`', () => {
  const [command = '', ...others] = ['README.md', 'docs/deploy.md'].map(
    (path) => DOCUMENTED.exec(read(path))?.[1],
  )
  let copy: string
  let output: string
  let writes: Write[]
  let pushed: Settings
  let local: Settings

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'config-push-'))
    for (const part of ['config.toml', 'supabase/config.toml', 'templates'])
      cpSync(resolve(projectRoot, 'supabase', part), join(copy, 'supabase', part), { recursive: true })
    ;({ output, writes } = await runOnProject(`${command} --yes`, copy))
    pushed = settingsOf(writes)
    local = settingsOf(
      (await runOnProject(`${command.replace(' --workdir supabase', '')} --yes`, copy)).writes,
    )
    return () => rmSync(copy, { recursive: true })
  }, 110_000)

  it('is the same in every document', () => expect(others).toEqual([command]))

  it('sets no value of the developer’s machine', () => {
    expect(developersValues(pushed, local)).toEqual([])
    expect(output).not.toMatch(/deprecat|no longer|not recognize|invalid/i)
  })

  it('would set them without --workdir, and this test would notice', () => {
    expect(developersValues(local, local)).toEqual(
      expect.arrayContaining([
        'site_url',
        'uri_allow_list',
        'rate_limit_token_refresh',
        'rate_limit_otp',
        'rate_limit_verify',
        'smtp_max_frequency',
        'external_github_client_id',
      ]),
    )
  })

  it('changes only the settings of the Auth server, to the tested values', () => {
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual([AUTH_SETTINGS])
    expect(pushed).toMatchObject({
      mailer_autoconfirm: false,
      mailer_secure_email_change_enabled: true,
      mailer_otp_exp: 600,
      mailer_otp_length: 6,
      security_update_password_require_reauthentication: true,
      security_manual_linking_enabled: true,
      password_min_length: 8,
      mailer_templates_recovery_content: read('supabase/templates/recovery.html'),
      mailer_notifications_password_changed_enabled: true,
    })
  })

  it('lets users enroll an authenticator app and sign in with it', () =>
    expect(pushed).toMatchObject({ mfa_totp_enroll_enabled: true, mfa_totp_verify_enabled: true }))

  it('enables the hook that decides who may sign up', () =>
    expect(pushed).toMatchObject({
      hook_before_user_created_enabled: true,
      hook_before_user_created_uri: 'pg-functions://postgres/private/before_user_created',
    }))

  it('asks for confirmation first, and stops if there is no terminal', async () => {
    const unattended = await runOnProject(command, copy)
    expect(unattended.output).toContain('--yes')
    expect(unattended.writes).toEqual([])
  })
})

describe('supabase/supabase/config.toml', () => {
  const local = Object.fromEntries(leaves(parse(read('supabase/config.toml'))))
  const hosted = leaves(parse(read('supabase/supabase/config.toml')))

  it.each(hosted.filter(([name]) => name in local && !OF_ONE_PLACE.test(name)))(
    '%s is the same as in the local stack',
    (name, value) => {
      const here = name.endsWith('.content_path') ? String(value).replace('./', './supabase/') : value
      expect(here).toEqual(local[name])
    },
  )

  it('contains every email and only settings of the Auth server', () => {
    const emails = Object.keys(local).filter((name) => /^auth\.email\.(template|notification)\./.test(name))
    expect(hosted.map(([name]) => name)).toEqual(expect.arrayContaining(emails))
    expect(hosted.filter(([name]) => !name.startsWith('auth.'))).toEqual([])
  })
})
