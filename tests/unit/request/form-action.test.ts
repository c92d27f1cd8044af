import { notFound } from 'next/navigation'
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { sessionHeader } from '@/utils/auth/sessions/session-headers'
import { seal } from '@/utils/cookies/seal'
import { formAction, plainFormAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import type { BrowserJar } from '../../support/browser-jar'
import { BrowserJar as Jar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { browserWith, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const AUTHORIZE = 'POST /rest/v1/rpc/authorize'
const WITHHELD = 'POST /rest/v1/rpc/withheld_permissions'
const RECORD = 'POST /rest/v1/rpc/record_event'
const USER = 'GET /auth/v1/user'
const AT = { 'x-requested-path': '/private/notes?page=2' }
const FROM = 'redirectedFrom=%2Fprivate%2Fnotes%3Fpage%3D2'
const UNKNOWN = { ...AT, ...sessionHeader('unknown') }
const TEXT = 'half an hour of work'

const schema = z.object({ note: z.string().min(3, 'Too short.'), password: z.string().optional() })
const done = { success: 'Done.' }

beforeEach(() => {
  supabaseStub.reset()
  supabaseStub.setResponse(WITHHELD, { body: [] })
  supabaseStub.setResponse(RECORD, { body: null })
})

const signedOut = () => new Jar(SITE)
const secondsAgo = (s: number) => Math.floor(Date.now() / 1000) - s
const signedInAgo = async (s: number) =>
  browserWith(await supabaseStub.token({ amr: [{ method: 'password', timestamp: secondsAgo(s) }] }))
const signedIn = () => signedInAgo(60)

const typed = (fields: Record<string, string> = {}) => {
  const form = new FormData()
  for (const [name, value] of Object.entries({ note: TEXT, password: 'a secret', ...fields }))
    form.set(name, value)
  return form
}
const send = (
  action: ReturnType<typeof formAction>,
  jar: BrowserJar,
  { form = typed(), headers = AT }: { form?: FormData; headers?: Record<string, string> } = {},
) => inRequest(jar, () => action({}, form), headers)

const INPUT = { note: TEXT }
const LATER = { message: expect.stringContaining('Try again in a moment'), values: INPUT }

describe('a form that requires a session', () => {
  const action = formAction({ session: 'required', limiter: 'none', schema }, async ({ user, input }) => {
    expect([user, input.note]).toEqual([expect.objectContaining(TEST_USER), TEXT])
    return done
  })

  it('runs for a signed-in user', async () => {
    expect(await send(action, await signedIn())).toMatchObject({ result: done })
  })

  it('redirects everyone else to sign-in before anything is checked', async () => {
    const form = typed({ note: '' })
    expect(await send(action, signedOut(), { form })).toMatchObject({ interrupted: `/login?${FROM}` })
  })

  it('returns the input, except passwords, while the session is unknown', async () => {
    expect((await send(action, await signedIn(), { headers: UNKNOWN })).result).toEqual(LATER)
  })
})

describe('a form that requires the account', () => {
  const action = formAction({ session: 'account', limiter: 'none', schema }, async ({ account }) => ({
    success: account.email,
  }))

  it('reads it from the Auth server', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER, email: 'new@example.com' } })
    expect((await send(action, await signedIn())).result).toEqual({ success: 'new@example.com' })
  })

  it.each([503, 429])('returns the input if the Auth server responds with %i', async (status) => {
    supabaseStub.setResponse(USER, { status, body: {} })
    expect((await send(action, await signedIn())).result).toEqual(LATER)
  })
})

describe('a form that requires a recent sign-in', () => {
  const options = { session: 'required', limiter: 'none', schema } as const
  const always = formAction({ ...options, recentSignIn: true }, async () => done)
  const orPassword = formAction({ ...options, recentSignIn: 'or-current-password' }, async () => done)
  const reauthenticate = `/account/reauthenticate?${FROM}`

  it('runs within ten minutes', async () => {
    expect(await send(always, await signedInAgo(590))).toMatchObject({ result: done })
  })

  it('redirects to re-authentication later, before anything is checked', async () => {
    for (const action of [always, orPassword])
      expect(await send(action, await signedInAgo(610), { form: typed({ note: '' }) })).toMatchObject({
        interrupted: reauthenticate,
      })
  })

  it('accepts the current password instead, if its options say so', async () => {
    const form = typed({ passwordCurrent: 'verified by the action' })
    expect(await send(orPassword, await signedInAgo(610), { form })).toMatchObject({ result: done })
    expect(await send(always, await signedInAgo(610), { form })).toMatchObject({
      interrupted: reauthenticate,
    })
  })
})

describe('a form that requires a permission', () => {
  const options = { session: 'required', permission: 'users.manage', schema, limiter: 'none' } as const
  const action = formAction(options, async () => done)
  const hidden = formAction({ ...options, deny: notFound }, async () => done)
  const byForm = formAction(
    { ...options, permission: (form) => (form.has('title') ? 'posts.create' : 'audit.read') },
    async () => done,
  )

  it('runs if the database allows it', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: true })
    expect(await send(action, await signedIn())).toMatchObject({ result: done })
    expect(await send(byForm, await signedIn(), { form: typed({ title: 'x' }) })).toMatchObject({
      result: done,
    })
    expect(supabaseStub.requests.map(({ body }) => body)).toEqual([
      { permission: 'users.manage' },
      { permission: 'posts.create' },
    ])
  })

  it('is denied to everyone else, which is recorded', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    const denied = { message: 'You don’t have permission to do this.' }
    expect(await send(action, await signedIn())).toMatchObject({ result: denied })
    expect(supabaseStub.requests.some(({ endpoint }) => endpoint === RECORD)).toBe(true)
    expect(await send(hidden, await signedIn())).toMatchObject({ interrupted: 404 })
    expect(await send(action, signedOut())).toMatchObject({ interrupted: `/login?${FROM}` })
  })

  it('returns the input while the database gives no clear response', async () => {
    supabaseStub.setResponse(AUTHORIZE, { status: 503, body: {} })
    expect((await send(action, await signedIn())).result).toEqual(LATER)
  })
})

describe('a form that requires a recovery session', () => {
  const action = formAction(
    { session: 'recovery', limiter: 'password', schema },
    async ({ recovery: { email } }) => ({ success: email }),
  )

  it('runs for its owner only', async () => {
    const until = Date.now() / 1000 + 60
    const recovery = { refreshToken: 'r', email: TEST_USER.email, next: '/private', until }
    const jar = new Jar(SITE, [['recovery', await seal('recovery', recovery, 60)]])
    expect((await send(action, jar)).result).toEqual({ success: TEST_USER.email })
    const without = { interrupted: '/error?reason=reset-link-expired' }
    expect(await send(action, await signedIn())).toMatchObject(without)
  })
})

describe('the values returned to the form', () => {
  const failing = formAction({ session: 'none', limiter: 'none', schema }, async () => ({ message: 'No.' }))

  it('are the input, after an invalid field and after an error of the handler', async () => {
    const invalid = await send(failing, signedOut(), { form: typed({ note: 'ab' }) })
    expect(invalid.result).toMatchObject({ errors: { note: 'Too short.' }, values: { note: 'ab' } })
    expect((await send(failing, signedOut())).result).toEqual({ message: 'No.', values: INPUT })
    const atField = formAction({ session: 'none', limiter: 'none', schema }, async () =>
      fieldError('note', 'Taken.'),
    )
    expect((await send(atField, signedOut())).result).toMatchObject({
      errors: { note: 'Taken.' },
      values: INPUT,
    })
  })

  it('contain no other field, no password, and no megabyte', async () => {
    const form = typed({ role: 'admin', note: 'x'.repeat(1_000_000) })
    expect((await send(failing, signedOut(), { form })).result).toEqual({ message: 'No.', values: {} })
  })

  it('are empty after success: the form is cleared', async () => {
    const action = formAction({ session: 'none', limiter: 'none', schema }, async () => done)
    expect((await send(action, signedOut())).result).toEqual(done)
  })
})

describe('the limiter', () => {
  it('counts by email before the handler runs, and keeps the input', async () => {
    let runs = 0
    const action = formAction(
      { session: 'none', limiter: 'code', schema: z.object({ email: z.string() }) },
      async ({ attempt }) => {
        runs += 1
        await attempt.failed()
        return { message: 'Incorrect.' }
      },
    )
    const form = typed({ email: 'limited@example.com' })
    for (let n = 0; n < 5; n += 1) await send(action, signedOut(), { form })
    expect((await send(action, signedOut(), { form })).result).toEqual({
      message: expect.stringMatching(/^Too many/),
      values: { email: 'limited@example.com' },
    })
    expect(runs).toBe(5)
  })

  it('leaves a delayed email to the handler, with the time', async () => {
    const action = formAction(
      { session: 'none', limiter: 'signup', schema: z.object({ email: z.string() }) },
      async ({ delayedS }) => ({ success: delayedS === undefined ? 'sent' : 'delayed' }),
    )
    const form = typed({ email: 'delayed@example.com' })
    const sent = []
    for (let n = 0; n < 6; n += 1) sent.push((await send(action, signedOut(), { form })).result?.success)
    expect(sent).toEqual(['sent', 'sent', 'sent', 'sent', 'delayed', 'delayed'])
  })
})

describe('the redirect target of a form', () => {
  it.each([
    ['/private/notes', '/private/notes'],
    ['//evil.example', '/private'],
  ])('is checked: %s', async (redirectedFrom, next) => {
    const action = formAction({ session: 'none', limiter: 'none' }, async (context) => ({
      success: context.next,
    }))
    expect((await send(action, signedOut(), { form: typed({ redirectedFrom }) })).result).toEqual({
      success: next,
    })
  })
})

it('a form without a state returns none', async () => {
  const action = plainFormAction({ session: 'none', limiter: 'none' }, async () => ({ message: 'No.' }))
  expect((await inRequest(signedOut(), () => action(typed()))).result).toBeUndefined()
})

it('the types require a limiter for a form that anyone may send or that takes a secret', () => {
  const handler = async () => done
  const secret = z.object({ code: z.string() })
  // @ts-expect-error no limiter
  formAction({ session: 'none' }, handler)
  // @ts-expect-error no limiter
  formAction({ session: 'required', schema: secret }, handler)
  // @ts-expect-error unknown limiter
  formAction({ session: 'none', limiter: 'nothing' }, handler)
  // @ts-expect-error a permission requires a session
  formAction({ session: 'none', limiter: 'none', permission: 'users.manage' }, handler)
  formAction({ session: 'required', schema: z.object({ name: z.string() }) }, async ({ input }) => {
    expectTypeOf(input).toEqualTypeOf<{ name: string }>()
    return done
  })
})
