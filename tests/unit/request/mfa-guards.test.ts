import { beforeEach, describe, expect, it } from 'vitest'
import { requirePermission, requireSignedOut, requireUser } from '@/utils/auth/guards'
import { requireAal2, requirePendingMfa } from '@/utils/auth/mfa/require-aal2'
import type { ForwardedSession } from '@/utils/auth/sessions/session-headers'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { browserWith, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const AT = { 'x-requested-path': '/private/notes?page=2' }
const FROM = 'redirectedFrom=%2Fprivate%2Fnotes%3Fpage%3D2'

beforeEach(() => supabaseStub.reset())

const signedOutJar = () => new BrowserJar(SITE)
const ada = async () => browserWith(await supabaseStub.token())

/** Runs a guard for Ada, whose session the middleware has found to be so; null if it has not run. */
const guarded = async <T>(found: ForwardedSession | null, guard: () => Promise<T>) =>
  await inRequest(await ada(), guard, AT, found)

describe('a session that lacks the second factor', () => {
  it('is redirected to it, and back', async () => {
    expect(await guarded('aal2_required', requireUser)).toMatchObject({ interrupted: `/mfa?${FROM}` })
    const permitted = await guarded('aal2_required', () => requirePermission('users.manage'))
    expect(permitted).toMatchObject({ interrupted: `/mfa?${FROM}` })
    const guest = await guarded('aal2_required', () => requireSignedOut('/private?a=b'))
    expect(guest).toMatchObject({ interrupted: '/mfa?redirectedFrom=%2Fprivate%3Fa%3Db' })
    expect(supabaseStub.requests).toEqual([])
  })

  it('opens the pages that ask for it', async () => {
    const { result } = await guarded('aal2_required', () => requirePendingMfa('/private'))
    expect(result).toMatchObject(TEST_USER)
  })

  it('is still needed on a trusted device for what requires aal2', async () => {
    const { interrupted } = await guarded('trusted_device', requireAal2)
    expect(interrupted).toBe(`/mfa?${FROM}`)
    const { result } = await guarded('trusted_device', () => requirePendingMfa('/private'))
    expect(result).toMatchObject(TEST_USER)
  })

  it('leads to the setup of a factor where there is none', async () => {
    const { interrupted } = await guarded('no_factor', requireAal2)
    expect(interrupted).toBe(`/account/two-factor/authenticator?${FROM}`)
    const next = await guarded('no_factor', () => requirePendingMfa('/private?a=b'))
    expect(next.interrupted).toBe('/private?a=b')
  })

  it('is over at aal2', async () => {
    expect((await guarded('aal2', requireAal2)).result).toMatchObject(TEST_USER)
    const next = await guarded('aal2', () => requirePendingMfa('//evil.example'))
    expect(next).toMatchObject({ interrupted: '/private' })
  })

  it('lets no one pass while the assurance level is unknown, or where there is no session', async () => {
    supabaseStub.setResponse(ASSURANCE, { status: 503, body: {} })
    for (const guard of [requireAal2, () => requirePendingMfa('/private')])
      for (const found of ['unknown', null] as const)
        expect((await guarded(found, guard)).interrupted).toBe(`/unavailable?${FROM}`)
    const { interrupted } = await inRequest(signedOutJar(), () => requirePendingMfa('/private'), AT)
    expect(interrupted).toBe(`/login?${FROM}`)
  })
})
