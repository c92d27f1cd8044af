import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requirePermission, requireSignedOut, requireUser } from '@/utils/auth/guards'
import { requireAal2, requirePendingMfa } from '@/utils/auth/mfa/guards'
import { type ForwardedSession, sessionHeader } from '@/utils/auth/sessions/session-headers'
import { ensureSigningKey } from '@/utils/supabase/jwks'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { browserWith, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const AT = { 'x-requested-path': '/private/notes?page=2' }
const FROM = 'redirectedFrom=%2Fprivate%2Fnotes%3Fpage%3D2'

beforeAll(async () => {
  await ensureSigningKey(await supabaseStub.token(), (path) => fetch(supabaseStub.url + path))
})
beforeEach(() => supabaseStub.reset())

const signedOutJar = () => new BrowserJar(SITE)
const ada = async () => browserWith(await supabaseStub.token())

/** The headers of a request whose session the middleware has found to be so. */
const at = (session: ForwardedSession) => ({ ...AT, ...sessionHeader(session) })

describe('a session that lacks the second factor', () => {
  const PENDING = at('aal2_required')

  it('is redirected to it, and back', async () => {
    expect(await inRequest(await ada(), requireUser, PENDING)).toMatchObject({ interrupted: `/mfa?${FROM}` })
    const permitted = await inRequest(await ada(), () => requirePermission('users.manage'), PENDING)
    expect(permitted).toMatchObject({ interrupted: `/mfa?${FROM}` })
    const guest = await inRequest(await ada(), () => requireSignedOut('/private?a=b'), PENDING)
    expect(guest).toMatchObject({ interrupted: '/mfa?redirectedFrom=%2Fprivate%3Fa%3Db' })
    expect(supabaseStub.requests).toEqual([])
  })

  it('opens the pages that ask for it', async () => {
    const { result } = await inRequest(await ada(), () => requirePendingMfa('/private'), PENDING)
    expect(result).toMatchObject(TEST_USER)
  })

  it('is still needed on a trusted device for what requires aal2', async () => {
    const { interrupted } = await inRequest(await ada(), requireAal2, at('trusted_device'))
    expect(interrupted).toBe(`/mfa?${FROM}`)
    const { result } = await inRequest(await ada(), () => requirePendingMfa('/private'), at('trusted_device'))
    expect(result).toMatchObject(TEST_USER)
  })

  it('leads to the setup of a factor where there is none', async () => {
    const { interrupted } = await inRequest(await ada(), requireAal2, at('no_factor'))
    expect(interrupted).toBe(`/account/two-factor/authenticator?${FROM}`)
    const next = await inRequest(await ada(), () => requirePendingMfa('/private?a=b'), at('no_factor'))
    expect(next.interrupted).toBe('/private?a=b')
  })

  it('is over at aal2', async () => {
    expect((await inRequest(await ada(), requireAal2, at('aal2'))).result).toMatchObject(TEST_USER)
    const next = await inRequest(await ada(), () => requirePendingMfa('//evil.example'), at('aal2'))
    expect(next).toMatchObject({ interrupted: '/private' })
  })

  it('lets no one pass while the assurance level is unknown, or where there is no session', async () => {
    supabaseStub.setResponse(ASSURANCE, { status: 503, body: {} })
    for (const guard of [requireAal2, () => requirePendingMfa('/private')])
      for (const headers of [at('unknown'), { ...AT, 'x-session-status': '' }])
        expect((await inRequest(await ada(), guard, headers)).interrupted).toBe(`/unavailable?${FROM}`)
    const { interrupted } = await inRequest(signedOutJar(), () => requirePendingMfa('/private'), AT)
    expect(interrupted).toBe(`/login?${FROM}`)
  })
})
