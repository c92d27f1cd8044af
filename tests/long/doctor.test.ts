import { secretKey } from 'supabase-embedded'
import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW } from '../support/doctor-project.ts'
import { type Fault, html, json } from '../support/faults.ts'

const { backend, proxy, problems } = doctorProject()

const at = (path: string) => (asked: string) => asked.startsWith(path)
const settings = (changes: object) =>
  json(
    200,
    { external: { email: true, github: true }, disable_signup: false, mailer_autoconfirm: false, ...changes },
    at('/auth/v1/settings'),
  )

describe('a project that fits', () => {
  it('has nothing to complain about', async () => expect((await problems({}, PREVIEW)).found).toEqual([]))

  it('is asked without being changed, and no one gets an email', async () => {
    const state = () =>
      backend().sql(`select (select count(*) from auth.users), (select count(*) from auth.sessions),
        (select count(*) from auth.flow_state), (select count(*) from auth.audit_log_entries),
        (select count(*) from auth.refresh_tokens), (select count(*) from public.audit_log)`)
    const before = await state()
    proxy().reset()
    await problems({}, PREVIEW)
    expect(await state()).toEqual(before)
    expect(await (await fetch(`${backend().mailboxUrl}/email`)).json()).toEqual([])
    const others = proxy().calls.filter(({ method }) => method !== 'GET')
    expect(others.map(({ path }) => path)).toEqual(['/rest/v1/rpc/record_event'])
  })
})

describe('what does not fit is named', () => {
  const cases: [string, Record<string, string | undefined>, Fault | null, string, RegExp][] = [
    [
      'a variable that is missing',
      { NEXT_PUBLIC_SUPABASE_URL: '' },
      null,
      'settings: failure',
      /NEXT_PUBLIC_SUPABASE_URL is not set/,
    ],
    [
      'a secret key in public',
      { NEXT_PUBLIC_ADMIN: secretKey },
      null,
      'settings: failure',
      /NEXT_PUBLIC_ADMIN .* Rotate/,
    ],
    ['a server that is not there', {}, { kind: 'refuse' }, 'auth: failure', /gives no answer/],
    ['another server’s page', {}, html(200, at('/auth/v1/health')), 'auth: failure', /Check the address/],
    ['a data API that is down', {}, html(503, at('/rest/')), 'data-api: failure', /answers 503/],
    [
      'a key of another project',
      { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_other' },
      null,
      'auth: failure',
      /refuses the publishable key/,
    ],
    [
      'a legacy anon key',
      { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2ln' },
      null,
      'publishable-key: warning',
      /legacy anon key/,
    ],
    [
      'a secret key that is refused',
      { SUPABASE_SECRET_KEY: 'sb_secret_revoked' },
      null,
      'secret-key: failure',
      /refuses it \(401\)/,
    ],
    ['no secret key', { SUPABASE_SECRET_KEY: '' }, null, 'secret-key: warning', /IP Address Forwarding/],
    [
      'tokens signed with a shared secret',
      {},
      json(200, { keys: [] }, at('/auth/v1/.well-known')),
      'signing-keys: warning',
      /HS256/,
    ],
    [
      'signing keys that are not there',
      {},
      json(404, {}, at('/auth/v1/.well-known')),
      'signing-keys: failure',
      /404/,
    ],
    ['sign-ups that are off', {}, settings({ disable_signup: true }), 'sign-up: warning', /\/signup fails/],
    [
      'addresses that no one confirms',
      {},
      settings({ mailer_autoconfirm: true }),
      'confirmation: failure',
      /config push --workdir supabase/,
    ],
    ['email that is off', {}, settings({ external: {} }), 'email: failure', /provider Email/],
    [
      'a provider without a button',
      {},
      settings({ external: { email: true, gitlab: true } }),
      'providers: warning',
      /gitlab/,
    ],
    [
      'anonymous sign-ins',
      {},
      settings({ external: { email: true, anonymous_users: true } }),
      'providers: warning',
      /Anonymous/,
    ],
    ['settings that are not told', {}, json(500, {}, at('/auth/v1/settings')), 'sign-up: failure', /500/],
    [
      'a database without the migrations',
      {},
      json(404, { code: 'PGRST202' }, at('/rest/')),
      'migrations: failure',
      /db push --remote/,
    ],
    [
      'a database without a record of them',
      {},
      json(200, 'null', at('/rest/')),
      'migrations: warning',
      /not applied by the Supabase CLI/,
    ],
    [
      'a site that is not on the list',
      { NEXT_PUBLIC_SITE_URL: 'https://app.example.com' },
      null,
      'redirect-urls: failure',
      /Add https:\/\/app\.example\.com\/\*\*/,
    ],
    [
      'a site URL of another site',
      { NEXT_PUBLIC_SITE_URL: 'https://app.example.com' },
      null,
      'site-url-of-project: warning',
      /Site URL is https:\/\/shop-acme/,
    ],
    [
      'an Auth server that answers no more questions',
      {},
      json(429, {}, at('/auth/v1/verify')),
      'redirect-urls: warning',
      /five minutes/,
    ],
    [
      'a site without https',
      { NEXT_PUBLIC_SITE_URL: 'http://shop.example.com' },
      null,
      'site-url: failure',
      /not https/,
    ],
    [
      'a site on localhost',
      { NEXT_PUBLIC_SITE_URL: 'http://localhost:3000' },
      null,
      'site-url: warning',
      /own machine/,
    ],
    [
      'a deployed site without an address',
      { NEXT_PUBLIC_SUPABASE_URL: 'https://abc.supabase.co', NEXT_PUBLIC_SITE_URL: '' },
      null,
      'site-url: failure',
      /own machine/,
    ],
    [
      'no address that is believed',
      { TRUSTED_PROXIES: '0' },
      null,
      'visitor-addresses: warning',
      /TRUSTED_PROXIES is 0/,
    ],
    [
      'a cookie secret that can be guessed',
      { COOKIE_SECRET: 'secretsecretsecretsecretsecretsecret' },
      null,
      'cookie-secret: failure',
      /openssl rand/,
    ],
    [
      'no key for the audit log',
      { AUDIT_SIGNING_KEY: '' },
      null,
      'audit-signing-key: warning',
      /not in the audit log/,
    ],
    [
      'another key for the audit log than the database has',
      { AUDIT_SIGNING_KEY: 'another-audit-signing-key-0123456789abcdef' },
      null,
      'audit-signing-key: failure',
      /another key/,
    ],
    [
      'the key for the audit log that is published',
      { NEXT_PUBLIC_SUPABASE_URL: 'https://abc.supabase.co' },
      null,
      'audit-signing-key: failure',
      /publishes/,
    ],
    ['Vercel without Redis', { VERCEL: '1' }, null, 'shared-memory: warning', /Set REDIS_URL/],
    [
      'a Redis that is not there',
      { REDIS_URL: 'redis://:password@127.0.0.1:1' },
      null,
      'shared-memory: failure',
      /does not answer/,
    ],
  ]

  it.each(cases)('%s', async (_, env, fault, problem, message) => {
    await proxy().fault(fault)
    const { found, messages } = await problems(env, PREVIEW)
    expect(found).toContain(problem)
    expect(messages).toMatch(message)
    expect(messages).not.toContain('password@')
  })

  it('a migration that is missing, and one that this checkout lacks', async () => {
    const [newest] = await backend().sql<{ version: string }>(
      'select max(version) as version from supabase_migrations.schema_migrations',
    )
    const rename = (from: unknown, to: unknown) =>
      backend().sql('update supabase_migrations.schema_migrations set version = $2 where version = $1', [
        from,
        to,
      ])
    await rename(newest?.version, '20990101000000')
    const { found, messages } = await problems({}, PREVIEW)
    await rename('20990101000000', newest?.version)
    expect(found).toEqual(['migrations: failure'])
    expect(messages).toContain(`lacks ${newest?.version}_`)

    await backend().sql(
      "insert into supabase_migrations.schema_migrations (version) values ('20990101000000')",
    )
    const ahead = await problems({}, PREVIEW)
    await backend().sql("delete from supabase_migrations.schema_migrations where version = '20990101000000'")
    expect(ahead.found).toEqual(['migrations: warning'])
    expect(ahead.messages).toContain('20990101000000')
  })

  it('a preview that is not on the list', async () => {
    expect((await problems({}, 'https://shop-git-other-acme-inc.vercel.app')).found).toEqual([
      'preview-urls: failure',
    ])
  })
})
