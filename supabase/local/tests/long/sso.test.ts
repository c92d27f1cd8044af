import { randomBytes, randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { LOCAL_SSO_PROVIDER_ID } from '../../src/index.ts'
import { answerSso, postSso, type SsoAnswer } from '../../src/testing/index.ts'
import { createBackendClient, password } from './backend-client.ts'
import { createSsoClient, DOMAIN, withResponse, xmlOf } from './sso-client.ts'

const PROVIDER = `sso:${LOCAL_SSO_PROVIDER_ID}`

const client = createBackendClient({ ssoDomains: [DOMAIN] })
const { auth, backend, member } = client
const { begin, exchange, signIn, forge } = createSsoClient(client)

async function countUsers(): Promise<number> {
  const [row] = await backend().sql<{ n: number }>(
    'select count(*)::int as n from auth.users where is_sso_user',
  )
  return row?.n ?? 0
}

describe('POST /sso', () => {
  test('leads to the identity provider of the domain', async () => {
    const { status, url } = await begin()
    expect(status).toBe(200)
    expect(url.startsWith(`${backend().ssoUrl}/sign-in?SAMLRequest=`)).toBe(true)
  })

  test('leads to the identity provider of an ID, and redirects unless told otherwise', async () => {
    const { status, headers } = await begin({
      provider_id: LOCAL_SSO_PROVIDER_ID,
      skip_http_redirect: false,
    })
    expect(status).toBe(303)
    expect(headers.get('location')).toContain(`${backend().ssoUrl}/sign-in?`)
  })

  test.each([
    [{ domain: 'example.com' }, 404, 'sso_provider_not_found'],
    [{ domain: 'SSO.example.com' }, 404, 'sso_provider_not_found'],
    [{ provider_id: randomUUID() }, 404, 'sso_provider_not_found'],
    [{}, 400, 'validation_failed'],
    [{ domain: DOMAIN, provider_id: LOCAL_SSO_PROVIDER_ID }, 400, 'validation_failed'],
    [{ domain: DOMAIN, code_challenge: 'short' }, 400, 'validation_failed'],
  ])('%j is rejected', async (body, status, code) => {
    expect(await begin(body)).toMatchObject({ status, body: { error_code: code } })
  })

  test('a disabled provider signs no one in', async () => {
    const waiting = await answerSso((await begin()).url, 'employee@sso.example.com')
    await backend().sql('update auth.sso_providers set disabled = true')
    expect(await begin()).toMatchObject({ status: 404, body: { error_code: 'sso_provider_disabled' } })
    expect((await postSso(waiting)).searchParams.get('error_code')).toBe('sso_provider_disabled')
    await backend().sql('update auth.sso_providers set disabled = null')
  })
})

test('the metadata name the entity and where responses are received, without an API key', async () => {
  const response = await fetch(`${backend().apiUrl}/auth/v1/sso/saml/metadata`)
  expect(response.headers.get('content-type')).toBe('application/xml')
  const xml = await response.text()
  expect(xml).toContain(`entityID="${backend().apiUrl}/auth/v1/sso/saml/metadata"`)
  expect(xml).toContain(`Location="${backend().apiUrl}/auth/v1/sso/saml/acs"`)
})

test('/settings says that single sign-on is on', async () => {
  expect((await auth('/settings')).body.saml_enabled).toBe(true)
})

describe('a sign-in', () => {
  test('creates a user with this identity alone', async () => {
    const { status, body } = await signIn('new@sso.example.com')
    expect(status).toBe(200)
    expect(body.user).toMatchObject({
      email: 'new@sso.example.com',
      app_metadata: { provider: PROVIDER, providers: [PROVIDER] },
      user_metadata: { full_name: 'new', email_verified: true },
      identities: [{ provider: PROVIDER, identity_data: { email: 'new@sso.example.com' } }],
    })
    expect(decodeJwt(body.access_token).amr).toMatchObject([
      { method: 'sso/saml', provider: LOCAL_SSO_PROVIDER_ID },
    ])
  })

  test('finds the same user again', async () => {
    const first = await signIn('again@sso.example.com')
    const second = await signIn('again@sso.example.com')
    expect(second.body.user.id).toBe(first.body.user.id)
  })

  test('belongs to another account than a password with the same address', async () => {
    const { user } = await member(`both-${randomUUID()}@sso.example.com`)
    const { body } = await signIn(user.email)
    expect(body.user.email).toBe(user.email)
    expect(body.user.id).not.toBe(user.id)
    expect(
      (await auth('/token?grant_type=password', { body: { email: user.email, password } })).body.user.id,
    ).toBe(user.id)
  })

  test('is recorded as one by single sign-on', async () => {
    const { body } = await signIn('recorded@sso.example.com')
    const entries = await backend().sql<{ payload: Record<string, unknown> }>(
      `select payload from auth.audit_log_entries where payload ->> 'actor_id' = $1 order by created_at`,
      [body.user.id],
    )
    expect(entries.map(({ payload }) => [payload.action, payload.actor_via_sso, payload.traits])).toEqual([
      ['user_signedup', true, { provider: PROVIDER }],
      ['login', true, { provider_type: 'sso/saml' }],
    ])
  })

  test('gives a session that refreshes', async () => {
    const { body } = await signIn('refresh@sso.example.com')
    const refreshed = await auth('/token?grant_type=refresh_token', {
      body: { refresh_token: body.refresh_token },
    })
    expect(refreshed.status).toBe(200)
  })

  test('is rejected for a banned user', async () => {
    const { body } = await signIn('banned@sso.example.com')
    await backend().sql(`update auth.users set banned_until = now() + '1 hour' where id = $1`, [body.user.id])
    const target = await postSso(await answerSso((await begin()).url, 'banned@sso.example.com'))
    expect(target.searchParams.get('error_code')).toBe('user_banned')
    expect(target.searchParams.has('code')).toBe(false)
  })
})

describe('the user of single sign-on', () => {
  test.each([{ email: 'other@example.com' }, { password: 'another-long-password' }])(
    'cannot change %j',
    async (change) => {
      const { body } = await signIn('managed@sso.example.com')
      const changed = await auth('/user', { method: 'PUT', body: change, token: body.access_token })
      expect(changed).toMatchObject({ status: 422, body: { error_code: 'user_sso_managed' } })
    },
  )

  test('can change other data', async () => {
    const { body } = await signIn('data@sso.example.com')
    const changed = await auth('/user', {
      method: 'PUT',
      body: { data: { nickname: 'D' } },
      token: body.access_token,
    })
    expect(changed.status).toBe(200)
  })

  test.each(['/recover', '/otp'])('gets nothing from %s', async (path) => {
    const { body } = await signIn('mailed@sso.example.com')
    await auth(path, { body: { email: 'mailed@sso.example.com', create_user: false } })
    const [row] = await backend().sql('select recovery_sent_at from auth.users where id = $1', [body.user.id])
    expect(row).toEqual({ recovery_sent_at: null })
  })
})

describe('a response signs no one in', () => {
  let before: number
  beforeEach(async () => {
    before = await countUsers()
  })
  const expectRejected = async (answer: SsoAnswer, code = 'validation_failed') => {
    const target = await postSso(answer)
    expect(target.origin + target.pathname).toBe('http://localhost:3000/')
    expect(target.searchParams.get('error_code')).toBe(code)
    expect(target.href).not.toMatch(/[?&#](code|access_token)=/)
    expect(await countUsers()).toBe(before)
  }
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

  test('without a signature', async () => {
    await expectRejected(await forge({ email: 'x1@sso.example.com', subject: 'x1' }, { signed: false }))
  })

  test('signed with another key', async () => {
    const honest = await forge({ subject: 'x2' })
    await expectRejected(
      withResponse(
        honest,
        xmlOf(honest).replace(
          /(<ds:SignatureValue>)(.)/,
          (_all, tag, first) => tag + (first === 'A' ? 'B' : 'A'),
        ),
      ),
    )
  })

  test.each(['subject', 'email'])('whose %s has been changed', async () => {
    const honest = await forge({ subject: 'x3', email: 'x3@sso.example.com' })
    await expectRejected(withResponse(honest, xmlOf(honest).replaceAll('x3', 'manager')))
  })

  test('as the user before a comment in an address', async () => {
    const honest = await forge({ subject: 'x4', email: 'x4@sso.example.com.evil.example' })
    const commented = xmlOf(honest).replace('.evil.example', '<!---->.evil.example')
    await postSso(withResponse(honest, commented))
    const rows = await backend().sql(`select from auth.users where email = 'x4@sso.example.com'`)
    expect(rows).toHaveLength(0)
  })

  test('whose signed assertion wraps another one', async () => {
    const honest = await forge({ subject: 'x5' })
    const assertion = /<saml:Assertion .*<\/saml:Assertion>/s.exec(xmlOf(honest))?.[0] ?? ''
    const evil = assertion
      .replace(/<ds:Signature .*<\/ds:Signature>/s, '')
      .replace(/ID="[^"]+"/, 'ID="_evil"')
      .replaceAll('x5', 'manager')
    for (const wrapped of [
      evil + assertion,
      assertion + evil,
      evil.replace('</saml:Assertion>', `${assertion}$&`),
    ])
      await expectRejected(withResponse(await forge({}), xmlOf(honest).replace(assertion, wrapped)))
  })

  test.each([
    ['for another audience', { audience: 'https://other.example/metadata' }],
    ['for another recipient', { recipient: 'https://other.example/acs' }],
    ['of another identity provider', { issuer: 'https://other.example/idp' }],
    ['to another request', { inResponseTo: 'id-of-another-request' }],
    ['to no request', { inResponseTo: undefined }],
    ['that has expired', { issuedAt: minutesAgo(10) }],
    ['from the future', { issuedAt: minutesAgo(-10) }],
  ])('%s', async (_title, change) => {
    await expectRejected(await forge({ subject: randomUUID(), ...change }))
  })

  test('twice', async () => {
    const answer = await answerSso((await begin()).url, 'employee@sso.example.com')
    expect((await postSso(answer)).searchParams.has('code')).toBe(true)
    before = await countUsers()
    await expectRejected(answer, 'saml_relay_state_not_found')
  })

  test('with the relay state of another request', async () => {
    const [one, other] = await Promise.all(
      [await begin(), await begin()].map(({ url }) => answerSso(url, 'employee@sso.example.com')),
    )
    if (!one || !other) throw new Error('no answers')
    await expectRejected({ ...one, fields: { ...one.fields, RelayState: other.fields.RelayState } })
  })

  test('with a relay state that is no URL and no ID', async () => {
    const answer = await forge({})
    await expectRejected({ ...answer, fields: { ...answer.fields, RelayState: 'nowhere' } })
  })

  test('after two minutes', async () => {
    const answer = await answerSso((await begin()).url, 'employee@sso.example.com')
    await backend().sql(`update auth.saml_relay_states set created_at = now() - interval '121 seconds'`)
    await expectRejected(answer, 'saml_relay_state_expired')
  })

  test('in a browser without the verifier', async () => {
    const target = await postSso(await answerSso((await begin()).url, 'employee@sso.example.com'))
    const stolen = await exchange(target, randomBytes(32).toString('hex'))
    expect(stolen.body.error_code).toBe('bad_code_verifier')
  })
})

test('a redirect that is not allowed leads to the site URL', async () => {
  const { url } = await begin({ domain: DOMAIN, redirect_to: 'https://evil.example/' })
  const target = await postSso(await answerSso(url, 'employee@sso.example.com'))
  expect(target.origin).toBe('http://localhost:3000')
})

test('a sign-in that the identity provider starts ends with tokens in the fragment, as in the real server', async () => {
  const answer = await forge({ inResponseTo: undefined, subject: 'idp', email: 'idp@sso.example.com' })
  for (const [RelayState, origin] of [
    ['', 'http://localhost:3000'],
    ['http://localhost:3000/auth/callback', 'http://localhost:3000'],
    ['https://evil.example/', 'http://localhost:3000'],
  ] as const) {
    const target = await postSso({ ...answer, fields: { ...answer.fields, RelayState } })
    expect(target.origin).toBe(origin)
    expect(target.hash).toContain('access_token=')
    expect(target.searchParams.has('code')).toBe(false)
  }
})
