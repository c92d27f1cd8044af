import { secretKey } from 'supabase-embedded'
import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW, settings } from '../support/doctor-project.ts'
import { type Fault, html, json } from '../support/faults.ts'

const { backend, proxy, problems } = doctorProject()

const at = (prefix: string) => (path: string) => path.startsWith(prefix)

describe('a project that fits the app', () => {
  it('has no warnings or failures', async () => expect((await problems({}, PREVIEW)).found).toEqual([]))

  it('may have guests, which need a schedule', async () => {
    await proxy().fault(settings({ external: { email: true, anonymous_users: true } }))
    const { found, messages } = await problems({}, PREVIEW)
    expect(found).toEqual([])
    expect(messages).toContain('delete_forgotten_guests')
  })

  it('stays unchanged, and no one gets an email', async () => {
    const state = () =>
      backend().sql(`select (select count(*) from auth.users), (select count(*) from auth.sessions),
        (select count(*) from auth.flow_state), (select count(*) from auth.audit_log_entries),
        (select count(*) from auth.refresh_tokens), (select count(*) from public.audit_log)`)
    const before = await state()
    proxy().reset()
    await problems({}, PREVIEW)
    expect(await state()).toEqual(before)
    expect(await (await fetch(`${backend().mailboxUrl}/email`)).json()).toEqual([])
    const writes = proxy().calls.filter(({ method }) => method !== 'GET')
    expect(writes.map(({ path }) => path)).toEqual(['/rest/v1/rpc/record_event'])
  })
})

describe('the doctor finds', () => {
  const cases: [string, Record<string, string | undefined>, Fault | null, string, RegExp][] = [
    [
      'a missing variable',
      { NEXT_PUBLIC_SUPABASE_URL: '' },
      null,
      'settings: failure',
      /NEXT_PUBLIC_SUPABASE_URL is not set/,
    ],
    [
      'a published secret key',
      { NEXT_PUBLIC_ADMIN: secretKey },
      null,
      'settings: failure',
      /NEXT_PUBLIC_ADMIN .* Rotate/,
    ],
    [
      'single sign-on without a domain',
      {},
      json(200, { items: [{ id: '1', domains: [] }] }, at('/auth/v1/admin/sso/providers')),
      'sso: warning',
      /no identity provider has a domain/,
    ],
    [
      'a domain of single sign-on that is not in lower case',
      {},
      json(
        200,
        { items: [{ id: '1', domains: [{ domain: 'Acme.example' }] }] },
        at('/auth/v1/admin/sso/providers'),
      ),
      'sso: warning',
      /--domains acme\.example/,
    ],
    ['a server that does not respond', {}, { kind: 'refuse' }, 'auth: failure', /did not respond/],
    [
      'a page of another server',
      {},
      html(200, at('/auth/v1/health')),
      'auth: failure',
      /unexpected response \(200\)/,
    ],
    [
      'a data API that is down',
      {},
      html(503, at('/rest/')),
      'data-api: failure',
      /unexpected response \(503\)/,
    ],
    [
      'a key of another project',
      { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_other' },
      null,
      'auth: failure',
      /rejected the publishable key/,
    ],
    [
      'a legacy anon key',
      { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2ln' },
      null,
      'publishable-key: warning',
      /legacy anon key/,
    ],
    [
      'a revoked secret key',
      { SUPABASE_SECRET_KEY: 'sb_secret_revoked' },
      null,
      'secret-key: failure',
      /rejected SUPABASE_SECRET_KEY \(401\)/,
    ],
    [
      'a missing secret key',
      { SUPABASE_SECRET_KEY: '' },
      null,
      'secret-key: warning',
      /IP Address Forwarding/,
    ],
    [
      'access tokens signed with a shared secret',
      {},
      json(200, { keys: [] }, at('/auth/v1/.well-known')),
      'signing-keys: warning',
      /HS256/,
    ],
    ['missing signing keys', {}, json(404, {}, at('/auth/v1/.well-known')), 'signing-keys: failure', /404/],
    ['disabled sign-ups', {}, settings({ disable_signup: true }), 'sign-up: warning', /\/signup fails/],
    [
      'disabled email confirmation',
      {},
      settings({ mailer_autoconfirm: true }),
      'confirmation: failure',
      /config push --workdir supabase/,
    ],
    ['disabled email sign-in', {}, settings({ external: {} }), 'email: failure', /Email provider/],
    [
      'a provider without a button',
      {},
      settings({ external: { email: true, gitlab: true } }),
      'providers: warning',
      /gitlab/,
    ],
    ['missing settings', {}, json(500, {}, at('/auth/v1/settings')), 'sign-up: failure', /500/],
    [
      'a database without the migrations',
      {},
      json(404, { code: 'PGRST202' }, at('/rest/')),
      'migrations: failure',
      /db push --remote/,
    ],
    [
      'a database without a record of its migrations',
      {},
      json(200, 'null', at('/rest/')),
      'migrations: warning',
      /not applied by the Supabase CLI/,
    ],
    [
      'a site that is not on the list of redirect URLs',
      { NEXT_PUBLIC_SITE_URL: 'https://app.example.com' },
      null,
      'redirect-urls: failure',
      /Add https:\/\/app\.example\.com\/\*\*/,
    ],
    [
      'the Site URL of another site',
      { NEXT_PUBLIC_SITE_URL: 'https://app.example.com' },
      null,
      'project-site-url: warning',
      /Site URL of the project is https:\/\/shop-acme/,
    ],
    [
      'a rate limit of the Auth server',
      {},
      json(429, {}, at('/auth/v1/verify')),
      'redirect-urls: warning',
      /five minutes/,
    ],
    [
      'a site without HTTPS',
      { NEXT_PUBLIC_SITE_URL: 'http://shop.example.com' },
      null,
      'site-url: failure',
      /does not use HTTPS/,
    ],
    [
      'a site on localhost',
      { NEXT_PUBLIC_SITE_URL: 'http://localhost:3000' },
      null,
      'site-url: warning',
      /works on this machine only/,
    ],
    [
      'a deployed site without a URL',
      { NEXT_PUBLIC_SUPABASE_URL: 'https://abc.supabase.co', NEXT_PUBLIC_SITE_URL: '' },
      null,
      'site-url: failure',
      /works on this machine only/,
    ],
    [
      'unknown client addresses',
      { TRUSTED_PROXIES: '0' },
      null,
      'client-addresses: warning',
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
      'a missing signing key for the audit log',
      { AUDIT_SIGNING_KEY: '' },
      null,
      'audit-signing-key: warning',
      /does not record failed sign-ins/,
    ],
    [
      'a signing key for the audit log that the database does not have',
      { AUDIT_SIGNING_KEY: 'another-audit-signing-key-0123456789abcdef' },
      null,
      'audit-signing-key: failure',
      /different key/,
    ],
    [
      'the public signing key for the audit log',
      { NEXT_PUBLIC_SUPABASE_URL: 'https://abc.supabase.co' },
      null,
      'audit-signing-key: failure',
      /public development key/,
    ],
    ['Vercel without Redis', { VERCEL: '1' }, null, 'rate-limit-store: warning', /Set REDIS_URL/],
    [
      'a Redis that does not respond',
      { REDIS_URL: 'redis://:password@127.0.0.1:1' },
      null,
      'rate-limit-store: failure',
      /does not respond at REDIS_URL/,
    ],
  ]

  it.each(cases)('%s', async (_, env, fault, problem, message) => {
    await proxy().fault(fault)
    const { found, messages } = await problems(env, PREVIEW)
    expect(found).toContain(problem)
    expect(messages).toMatch(message)
    expect(messages).not.toContain('password@')
  })

  it('a missing migration, and one that is not in this checkout', async () => {
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
    expect(messages).toContain(`does not have these migrations: ${newest?.version}_`)

    await backend().sql(
      "insert into supabase_migrations.schema_migrations (version) values ('20990101000000')",
    )
    const ahead = await problems({}, PREVIEW)
    await backend().sql("delete from supabase_migrations.schema_migrations where version = '20990101000000'")
    expect(ahead.found).toEqual(['migrations: warning'])
    expect(ahead.messages).toContain('20990101000000')
  })

  it('a preview that is not on the list of redirect URLs', async () => {
    expect((await problems({}, 'https://shop-git-other-acme-inc.vercel.app')).found).toEqual([
      'preview-urls: failure',
    ])
  })
})
