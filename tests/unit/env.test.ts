import { describe, expect, it } from 'vitest'
import { LOCAL_AUDIT_SIGNING_KEY, LOCAL_PUBLISHABLE_KEY, LOCAL_SUPABASE_URL, readEnv } from '@/utils/env'

const jwt = (claims: object) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

const PRODUCTION = {
  NODE_ENV: 'production',
  NEXT_PUBLIC_SUPABASE_URL: 'https://abcdefgh.supabase.co',
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_abc-DEF_123',
  NEXT_PUBLIC_SITE_URL: 'https://app.example.com',
  COOKIE_SECRET: 'a long secret that no one else knows',
}

const DEFAULTS = {
  cookieSecrets: [],
  secretKey: undefined,
  auditSigningKey: undefined,
  turnstileSiteKey: undefined,
  browserClient: false,
  emailCooldownSeconds: 60,
  network: { vercel: false, trustedProxies: 0 },
  signInRisk: false,
  sessionTimeouts: false,
  liveUpdates: false,
  manualLinking: true,
  breachUrl: 'https://api.pwnedpasswords.com',
  pictureOrigins: ['https://avatars.githubusercontent.com', 'https://lh3.googleusercontent.com'],
  logLevel: 'info',
  tracing: false,
  csp: { reportOnly: false, reportUri: undefined },
  redisUrl: undefined,
  apiCallsPerMinute: 600,
}

describe('readEnv', () => {
  it('reads the variables of production', () => {
    expect(readEnv(PRODUCTION)).toEqual({
      supabaseUrl: 'https://abcdefgh.supabase.co',
      supabaseServerUrl: 'https://abcdefgh.supabase.co',
      publishableKey: 'sb_publishable_abc-DEF_123',
      siteUrl: 'https://app.example.com',
      ...DEFAULTS,
      cookieSecrets: ['a long secret that no one else knows'],
    })
  })

  it.each(['development', 'test', undefined])('defaults to the local stack (%s)', (NODE_ENV) => {
    expect(readEnv({ NODE_ENV })).toEqual({
      supabaseUrl: LOCAL_SUPABASE_URL,
      supabaseServerUrl: LOCAL_SUPABASE_URL,
      publishableKey: LOCAL_PUBLISHABLE_KEY,
      siteUrl: 'http://localhost:3000',
      ...DEFAULTS,
      auditSigningKey: LOCAL_AUDIT_SIGNING_KEY,
    })
  })

  it('reads optional variables', () => {
    const optional = {
      SUPABASE_SECRET_KEY: 'sb_secret_abc-DEF_123',
      NEXT_PUBLIC_TURNSTILE_SITE_KEY: '1x00000000000000000000AA',
      TRUSTED_PROXIES: '2',
      VERCEL: '1',
      PASSWORD_BREACH_URL: 'http://127.0.0.1:8080/',
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      CSP_REPORT_ONLY: 'on',
      CSP_REPORT_URI: '/api/csp-reports',
    }
    expect(readEnv({ ...PRODUCTION, ...optional })).toMatchObject({
      secretKey: 'sb_secret_abc-DEF_123',
      turnstileSiteKey: '1x00000000000000000000AA',
      network: { vercel: true, trustedProxies: 2 },
      breachUrl: 'http://127.0.0.1:8080',
      logLevel: 'debug',
      tracing: true,
      csp: { reportOnly: true, reportUri: '/api/csp-reports' },
    })
    expect(readEnv({ ...PRODUCTION, PASSWORD_BREACH_CHECK: 'off' }).breachUrl).toBeUndefined()
  })

  it('reads another URL for the server', () => {
    const { supabaseUrl, supabaseServerUrl } = readEnv({ ...PRODUCTION, SUPABASE_URL: 'http://kong:8000/' })
    expect(supabaseUrl).toBe('https://abcdefgh.supabase.co')
    expect(supabaseServerUrl).toBe('http://kong:8000')
  })

  it('accepts an anon key', () => {
    const { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: _, ...rest } = PRODUCTION
    const anon = 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2ln'
    expect(readEnv({ ...rest, NEXT_PUBLIC_SUPABASE_ANON_KEY: anon }).publishableKey).toBe(anon)
  })

  it.each([
    ['NEXT_PUBLIC_SUPABASE_URL', ''],
    ['NEXT_PUBLIC_SUPABASE_URL', '  '],
    ['NEXT_PUBLIC_SUPABASE_URL', 'abcdefgh.supabase.co'],
    ['NEXT_PUBLIC_SUPABASE_URL', 'postgres://db.supabase.co'],
    ['NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY', ''],
    ['NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY', 'your-key-here'],
    ['NEXT_PUBLIC_SITE_URL', 'shop.example.org'],
    ['NEXT_PUBLIC_SUPABASE_URL', 'https://example.com/supabase'],
    ['SUPABASE_URL', 'kong:8000'],
    ['SUPABASE_URL', 'http://kong:8000/supabase/'],
    ['SUPABASE_SECRET_KEY', 'sb_publishable_abcdefgh'],
    ['SUPABASE_SECRET_KEY', jwt({ role: 'anon' })],
    ['TRUSTED_PROXIES', 'yes'],
    ['TRUSTED_PROXIES', '-1'],
    ['TRUSTED_PROXIES', '1.5'],
    ['PASSWORD_BREACH_CHECK', 'maybe'],
    ['COOKIE_SECRET', ''],
    ['COOKIE_SECRET', 'too short'],
    ['COOKIE_SECRET', 'a long secret that no one else knows,short'],
    ['LOG_LEVEL', 'loud'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318'],
    ['PASSWORD_BREACH_URL', 'api.pwnedpasswords.com'],
    ['CSP_REPORT_ONLY', 'yes'],
    ['CSP_REPORT_URI', 'somewhere'],
    ['CSP_REPORT_URI', '/reports; script-src *'],
    ['CSP_REPORT_URI', 'https://reports.example.org/a,b'],
    ['REDIS_URL', 'https://redis.example.com'],
    ['REDIS_URL', 'localhost:6379'],
    ['SUPABASE_BROWSER_CLIENT', 'yes'],
    ['API_CALLS_PER_MINUTE', '-5'],
    ['API_CALLS_PER_MINUTE', 'many'],
  ])('names %s when it is %j', (name, value) => {
    const read = () => readEnv({ ...PRODUCTION, [name]: value })
    expect(read).toThrow(new RegExp(`^${name} is not [^\n]+$`))
    if (value.trim()) expect(read).not.toThrow(value)
  })

  describe('a key that bypasses row level security, in a variable that browsers read', () => {
    const keys = ['sb_secret_abcdefgh', jwt({ role: 'service_role' }), jwt({ role: 'supabase_admin' })]
    const names = [
      'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY',
      'NEXT_PUBLIC_SUPABASE_ANON_KEY',
      'NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY',
      'NEXT_PUBLIC_SUPABASE_URL',
    ]
    const cases = names.flatMap((name) =>
      keys.flatMap((key) => [key, ` ${key}\n`]).map((value) => [name, value] as const),
    )

    it.each(cases)('rejects %s with %j in one line that says to rotate it', (name, value) => {
      for (const NODE_ENV of ['production', 'development']) {
        const read = () => readEnv({ ...PRODUCTION, NODE_ENV, [name]: value })
        expect(read).toThrow(new RegExp(`^${name} [^\n]*Rotate[^\n]*$`))
        expect(read).not.toThrow(value.trim())
      }
    })

    it.each([jwt({ role: 'anon' }), jwt({}), 'eyJa.b.c'])('accepts %s, which bypasses nothing', (key) => {
      const source = { ...PRODUCTION, NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: key }
      expect(readEnv(source).publishableKey).toBe(key)
    })

    it('is accepted in SUPABASE_SECRET_KEY', () => {
      for (const key of [...keys, jwt({ role: 'service_role' })])
        expect(readEnv({ ...PRODUCTION, SUPABASE_SECRET_KEY: key }).secretKey).toBe(key)
    })
  })

  it('names a malformed variable in development too', () => {
    expect(() => readEnv({ NEXT_PUBLIC_SUPABASE_URL: 'nonsense' })).toThrow('NEXT_PUBLIC_SUPABASE_URL')
  })

  describe('the site URL', () => {
    const vercel = {
      ...PRODUCTION,
      NEXT_PUBLIC_SITE_URL: undefined,
      VERCEL_PROJECT_PRODUCTION_URL: 'app.vercel.app',
      VERCEL_BRANCH_URL: 'app-git-branch.vercel.app',
      VERCEL_URL: 'app-a1b2c3.vercel.app',
    }

    it('is the configured one first', () => {
      const set = { ...vercel, NEXT_PUBLIC_SITE_URL: 'https://app.example.com/' }
      expect(readEnv(set).siteUrl).toBe('https://app.example.com')
    })

    it('is the production URL in production on Vercel', () => {
      expect(readEnv({ ...vercel, VERCEL_ENV: 'production' }).siteUrl).toBe('https://app.vercel.app')
    })

    it('is the branch URL in a preview', () => {
      expect(readEnv({ ...vercel, VERCEL_ENV: 'preview' }).siteUrl).toBe('https://app-git-branch.vercel.app')
    })

    it('has no path', () => {
      expect(
        readEnv({ ...PRODUCTION, NEXT_PUBLIC_SITE_URL: 'https://app.example.com/home?x=1' }).siteUrl,
      ).toBe('https://app.example.com')
    })
  })

  it('reads the SMTP server, which needs a sender', () => {
    const smtp = { url: 'smtps://user:password@smtp.example.com', from: 'Acme <no-reply@example.com>' }
    expect(readEnv({ ...PRODUCTION, SMTP_URL: smtp.url, EMAIL_FROM: smtp.from }).smtp).toEqual(smtp)
    expect(readEnv({ ...PRODUCTION, EMAIL_FROM: smtp.from }).smtp).toBeUndefined()
    expect(() => readEnv({ ...PRODUCTION, SMTP_URL: smtp.url })).toThrow('EMAIL_FROM is not set')
  })

  it('reads the Turnstile site key and the cooldown between emails', () => {
    expect(
      readEnv({ ...PRODUCTION, NEXT_PUBLIC_TURNSTILE_SITE_KEY: '0x4AAA_b-c', EMAIL_COOLDOWN_SECONDS: '90' }),
    ).toMatchObject({ turnstileSiteKey: '0x4AAA_b-c', emailCooldownSeconds: 90 })
  })

  it.each([
    ['NEXT_PUBLIC_TURNSTILE_SITE_KEY', 'not a key'],
    ['EMAIL_COOLDOWN_SECONDS', '0'],
    ['EMAIL_COOLDOWN_SECONDS', 'soon'],
  ])('names %s when it is malformed', (name, value) => {
    expect(() => readEnv({ ...PRODUCTION, [name]: value })).toThrow(name)
  })
})

describe('the format of a variable', () => {
  const ANON = jwt({ role: 'anon' })
  const SERVICE = jwt({ role: 'service_role' })
  const KEY = 'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY'

  it.each<[string, string, string]>([
    [KEY, `${ANON} x`, 'a publishable key (sb_publishable_…) or an anon key'],
    [KEY, `x ${ANON}`, 'a publishable key (sb_publishable_…) or an anon key'],
    ['SUPABASE_SECRET_KEY', `${SERVICE} x`, 'a secret key (sb_secret_…) or a service role key'],
    ['SUPABASE_SECRET_KEY', `x ${SERVICE}`, 'a secret key (sb_secret_…) or a service role key'],
    ['NEXT_PUBLIC_SUPABASE_URL', 'xhttps://project.supabase.co', 'a URL such as https://'],
    ['NEXT_PUBLIC_SUPABASE_URL', 'httpsx://project.supabase.co', 'a URL such as https://'],
    ['SUPABASE_URL', 'kong', 'a URL such as https://project.supabase.co'],
    ['NEXT_PUBLIC_SITE_URL', 'app', 'a URL such as https://app.example.com'],
    ['NEXT_PUBLIC_TURNSTILE_SITE_KEY', 'a b', 'a Turnstile site key'],
    ['EMAIL_COOLDOWN_SECONDS', '3601', 'a number of seconds from 1 to 3600'],
    ['SUPABASE_BROWSER_CLIENT', 'yes', 'on or off'],
    ['COOKIE_SECRET', 'short', '32 or more random characters'],
    ['AUDIT_SIGNING_KEY', 'short', 'at least 32 random characters'],
    ['TRUSTED_PROXIES', '10', 'a number from 0 to 9'],
    ['SESSION_TIMEOUTS', '30', 'on or off'],
    ['SIGN_IN_RISK', 'high', 'on or off'],
    ['MANUAL_LINKING', 'yes', 'on or off'],
    ['LOG_LEVEL', 'loud', 'debug, info, warn, error, or silent'],
    ['REDIS_URL', 'xredis://127.0.0.1', 'a URL such as redis://127.0.0.1:6379'],
    ['REDIS_URL', 'redisx://127.0.0.1', 'a URL such as redis://127.0.0.1:6379'],
    ['API_CALLS_PER_MINUTE', '0', 'a number from 1 to 1000000'],
    ['CSP_REPORT_ONLY', 'yes', 'on or off'],
    ['CSP_REPORT_URI', 'x', 'a path such as /api/csp-reports, or a URL'],
    ['PASSWORD_BREACH_URL', 'x', 'a URL such as https://example.com'],
    ['SMTP_URL', 'https://smtp.example.com', 'a URL such as smtps://'],
    ['SMTP_URL', 'smtp://user:100%@smtp.example.com', 'a URL such as smtps://'],
    ['EMAIL_FROM', 'Acme', 'a sender such as Acme <no-reply@example.com>'],
    ['EMAIL_FROM', 'a@example.com, b@example.com', 'a sender such as Acme <no-reply@example.com>'],
    ['EMAIL_FROM', 'Acme <a@example.com>\r\nBcc: <b@example.com>', 'a sender such as'],
  ])('%s cannot be %j; the message says what it must be', (name, value, expected) => {
    const read = () => readEnv({ ...PRODUCTION, [name]: value })
    expect(read).toThrow(`${name} is not valid: it must be `)
    expect(read).toThrow(expected)
    expect(read).toThrow(expect.objectContaining({ name: 'EnvError' }))
  })

  it.each<[string, string, object]>([
    ['SUPABASE_BROWSER_CLIENT', 'on', { browserClient: true }],
    ['SUPABASE_BROWSER_CLIENT', 'off', { browserClient: false }],
    ['SESSION_TIMEOUTS', 'on', { sessionTimeouts: true }],
    ['SIGN_IN_RISK', 'on', { signInRisk: true }],
    ['LIVE_UPDATES', 'on', { liveUpdates: true }],
    ['MANUAL_LINKING', 'off', { manualLinking: false }],
    ['MANUAL_LINKING', 'on', { manualLinking: true }],
    ['PASSWORD_BREACH_CHECK', 'on', { breachUrl: 'https://api.pwnedpasswords.com' }],
    ['AUDIT_SIGNING_KEY', 'x'.repeat(32), { auditSigningKey: 'x'.repeat(32) }],
    ['REDIS_URL', 'redis://127.0.0.1:6379', { redisUrl: 'redis://127.0.0.1:6379' }],
    ['REDIS_URL', 'rediss://redis.example.com', { redisUrl: 'rediss://redis.example.com' }],
    [
      'NEXT_PUBLIC_SUPABASE_URL',
      ' https://project.supabase.co// ',
      { supabaseUrl: 'https://project.supabase.co' },
    ],
    ['TRUSTED_PROXIES', ' 9 ', { network: { vercel: false, trustedProxies: 9 } }],
    ['EMAIL_COOLDOWN_SECONDS', '3600', { emailCooldownSeconds: 3600 }],
    ['API_CALLS_PER_MINUTE', '1', { apiCallsPerMinute: 1 }],
    [
      'COOKIE_SECRET',
      `${'a'.repeat(32)} , ${'b'.repeat(32)}`,
      { cookieSecrets: ['a'.repeat(32), 'b'.repeat(32)] },
    ],
  ])('%s may be %j', (name, value, read) =>
    expect(readEnv({ ...PRODUCTION, [name]: value })).toMatchObject(read),
  )

  it('is unset if it is blank', () => {
    const { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: anon, ...rest } = PRODUCTION
    const blank = { ...rest, [KEY]: '  ', NEXT_PUBLIC_SUPABASE_ANON_KEY: anon }
    expect(readEnv(blank).publishableKey).toBe(anon)
    expect(() => readEnv({ ...rest, [KEY]: '  ' })).toThrow(`${KEY} is not set`)
  })
})
