import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'smol-toml'
import { beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../../supabase/local/project-root.ts'
import { runOnProject, type Write } from '../support/management-api.ts'

const read = (path: string) => readFileSync(resolve(projectRoot, path), 'utf8')
const DOCUMENTED = /^npx supabase (config push .*)$/m

/** What a project decides for itself, or what describes a developer's machine. */
const NOT_OURS =
  /^(site_url|uri_allow_list|jwt_exp|disable_signup|smtp_|rate_limit_|external_(?!anonymous)|hook_|captcha)/

function developersValues(writes: Write[]): string[] {
  return writes
    .flatMap(({ body }) => Object.entries(body))
    .filter(
      ([key, value]) => NOT_OURS.test(key) || /localhost|127\.0\.0\.1|54325/.test(JSON.stringify(value)),
    )
    .map(([key]) => key)
}

/** Every value of a parsed TOML file by its dotted name. */
function leaves(value: unknown, name = ''): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[name, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, name ? `${name}.${key}` : key))
}

describe.each(['README.md', 'docs/deploy.md'])('the `config push` of %s', (document) => {
  const command = DOCUMENTED.exec(read(document))?.[1] ?? ''
  let copy: string
  let output: string
  let writes: Write[]
  const push = async (documented: string) => ({ output, writes } = await runOnProject(documented, copy))
  const pushed = () => writes[0]?.body ?? {}

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'config-push-'))
    for (const part of ['config.toml', 'supabase/config.toml', 'templates'])
      cpSync(resolve(projectRoot, 'supabase', part), join(copy, 'supabase', part), { recursive: true })
    await push(`${command} --yes`)
    return () => rmSync(copy, { recursive: true })
  }, 60_000)

  it('sets none of a developer’s values', () => {
    expect(writes).toHaveLength(1)
    expect(developersValues(writes)).toEqual([])
    expect(output).not.toMatch(/deprecat|no longer|not recognize|invalid/i)
  })

  it('changes the settings of the Auth server alone, to what the application was tested with', () => {
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PATCH /v1/projects/abcdefghijklmnopqrst/config/auth',
    ])
    expect(pushed()).toMatchObject({
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

  it('turns off the enrollment of a second factor, which nothing would ask for', () =>
    expect(pushed()).toMatchObject({ mfa_totp_enroll_enabled: false }))

  it('would set a developer’s values without --workdir, and this test would see them', async () => {
    await push(`${command.replace(' --workdir supabase', '')} --yes`)
    expect(developersValues(writes)).toEqual(
      expect.arrayContaining([
        'site_url',
        'uri_allow_list',
        'rate_limit_token_refresh',
        'smtp_max_frequency',
      ]),
    )
  })

  it('asks first, and stops where nobody can answer', async () => {
    await push(command)
    expect(output).toContain('--yes')
    expect(writes).toEqual([])
  })
})

describe('supabase/supabase/config.toml', () => {
  const local = Object.fromEntries(leaves(parse(read('supabase/config.toml'))))
  const hosted = leaves(parse(read('supabase/supabase/config.toml')))

  it.each(hosted)('%s is the same as in the local stack', (name, value) => {
    const here = name.endsWith('.content_path') ? String(value).replace('./', './supabase/') : value
    expect(here).toEqual(local[name])
  })

  it('holds every email, and nothing but the settings of the Auth server', () => {
    const emails = Object.keys(local).filter((name) => /^auth\.email\.(template|notification)\./.test(name))
    expect(hosted.map(([name]) => name)).toEqual(expect.arrayContaining(emails))
    expect(hosted.filter(([name]) => !name.startsWith('auth.'))).toEqual([])
  })
})
