import { describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { roleBrowsers } from '../support/role-browsers'
import { actionCall, allActions } from '../support/routes'
import {
  type Authenticator,
  codeOf,
  enrollAuthenticator,
  signedInWithSecondFactor,
} from '../support/second-factor'
import { ADMIN, type StackUser, signedIn } from '../support/stack'
import { RECOVERY_CODES as CODES, codesIn, leadsTo, textOf } from '../support/two-factor-setup'
import { newUserEmail } from '../support/users'

const { stack, jars, expectForbidden } = roleBrowsers({ EMAIL_FROM: 'Acme <no-reply@example.com>' })

const REQUESTED = 'Two-factor authentication will be turned off'
const COMPLETED = 'Two-factor authentication was turned off'
const CANCEL = 'Cancel the reset'

type Owner = { user: StackUser; app: Authenticator; id: string; adminPath: string }

const idOf = async (email: string) =>
  (await stack().backend.sql<{ id: string }>('select id from auth.users where email = $1', [email]))[0]?.id ??
  ''

/** A new user with an authenticator app. */
async function owner(): Promise<Owner> {
  const user = await newUserEmail(stack())
  const app = await enrollAuthenticator(stack(), user)
  const id = await idOf(user.email)
  return { user, app, id, adminPath: `/admin/users/${id}` }
}

const request = async ({ adminPath }: Owner, reason = 'Video call, passport shown') =>
  await sendForm(jars().admin, adminPath, [['resetReason', reason]])

/** A user for whom an admin has requested a reset. */
async function withReset(): Promise<Owner> {
  const who = await owner()
  const response = await request(who)
  expect(leadsTo(response)).toEqual([303, `${who.adminPath}?notice=reset-requested`])
  return who
}

/** The delay is over. */
const becomeDue = ({ id }: Owner) =>
  stack().backend.sql('update private.factor_resets set due_at = now() where user_id = $1', [id])

const isOpen = async (jar: BrowserJar) => (await jar.fetch('/private')).status === 200
/** When each pending reset was requested, by user. */
const resets = () =>
  stack().backend.sql<{ user_id: string }>(
    'select user_id, requested_at::text from private.factor_resets order by 1',
  )
const isPending = async ({ id }: Owner) => (await resets()).some(({ user_id }) => user_id === id)
const auditOf = async ({ id }: Owner) =>
  await stack().backend.sql<{ type: string; by: string; reason: string | null }>(
    `select type::text, users.email as by, reason from public.audit_log join auth.users on users.id = actor_id
     where user_id = $1 and type::text like 'mfa.reset%' order by audit_log.id`,
    [id],
  )

/** Sends the form that completes a reset, whether or not the page shows it. */
async function complete(jar: BrowserJar, path = '/mfa'): Promise<Response> {
  const action = allActions().find(({ name }) => name === 'completeFactorReset')
  if (!action) throw new Error('There is no action completeFactorReset.')
  return await jar.fetch(path, {
    method: 'POST',
    body: actionCall(action, []),
    headers: { origin: stack().app.url, 'next-action': action.id },
  })
}

describe('the reset of a user who has lost every factor', () => {
  it('is requested with a reason, emailed to the owner, and canceled by the owner', async () => {
    const who = await owner()
    const jar = await signedInWithSecondFactor(stack(), who.user, who.app, 1)
    const before = await textOf(jars().admin, who.adminPath)
    expect(before).toContain('Phone')
    expect(before).toContain('The user is emailed right away.')
    await request(who)
    const email = await stack().mailbox.latest({ to: who.user.email, subject: REQUESTED })
    expect(email.html).toMatch(/Takes effect: \d+ \w+ \d{4} at \d\d:\d\d UTC/)
    expect(email.links).toEqual([`${stack().app.url}/account/two-factor`])
    expect(email.html).not.toContain('passport')
    expect(await textOf(jars().admin, who.adminPath)).toContain('A reset was requested.')

    expect(await textOf(jar, '/account/two-factor')).toContain('A reset is pending')
    const response = await pressButton(jar, '/account/two-factor', CANCEL)
    expect(leadsTo(response)).toEqual([303, '/account/two-factor?notice=reset-canceled'])
    const after = await textOf(jar, '/account/two-factor?notice=reset-canceled')
    expect(messagesOf(after)).toBe('The reset is canceled. Two-factor authentication stays on.')
    expect(after).not.toContain(CANCEL)
    expect(await auditOf(who)).toEqual([
      { type: 'mfa.reset_requested', by: ADMIN.email, reason: 'Video call, passport shown' },
      { type: 'mfa.reset_canceled', by: who.user.email, reason: null },
    ])
  })

  it.each([
    ['a verification code', 'verificationCode', '/mfa'],
    ['a recovery code', 'recoveryCode', '/mfa/recovery-code'],
  ])('is canceled when its owner passes the second factor with %s', async (_by, field, path) => {
    const who = await owner()
    const enrolled = await signedInWithSecondFactor(stack(), who.user, who.app)
    await pressButton(enrolled, CODES, 'Create recovery codes')
    const [recoveryCode = ''] = codesIn(await textOf(enrolled, CODES))
    await request(who)
    const jar = await signedIn(stack(), who.user)
    expect(await textOf(jar, '/mfa')).toContain('that cancels the reset')
    expect(await isPending(who)).toBe(true)
    const code = field === 'recoveryCode' ? recoveryCode : codeOf(who.app, 1)
    expect(leadsTo(await sendForm(jar, path, [[field, code]]))).toEqual([303, '/private'])
    expect(await isPending(who)).toBe(false)
    expect((await auditOf(who)).at(-1)).toEqual({
      type: 'mfa.reset_canceled',
      by: who.user.email,
      reason: 'the second factor was used',
    })
    await becomeDue(who)
    expect((await complete(await signedIn(stack(), who.user))).headers.get('x-action-redirect')).toMatch(
      /^\/mfa\?notice=no-reset/,
    )
  })

  it('is completed by the owner with the password alone once it is due, and emailed', async () => {
    const who = await owner()
    const other = await signedInWithSecondFactor(stack(), who.user, who.app, 1)
    await request(who)
    const jar = await signedIn(stack(), who.user)
    const path = '/mfa?redirectedFrom=%2Faccount%2Ftwo-factor'
    const pending = await textOf(jar, path)
    expect(pending).toContain('An admin requested to turn off two-factor authentication')
    expect(pending).not.toContain('Turn off and continue')

    await becomeDue(who)
    expect(await isOpen(jar)).toBe(false)
    const response = await pressButton(jar, path, 'Turn off and continue')
    expect(leadsTo(response)).toEqual([303, '/account/two-factor'])
    expect(await textOf(jar, '/account/two-factor')).toContain('Two-factor authentication is off')
    const email = await stack().mailbox.latest({ to: who.user.email, subject: COMPLETED })
    expect(email.html).toContain(who.user.email)
    expect(await isOpen(other)).toBe(false)
    expect(await isOpen(await signedIn(stack(), who.user))).toBe(true)
    expect(await textOf(jars().admin, who.adminPath)).toContain('This user has not turned it on.')
    expect((await auditOf(who)).map(({ type, by }) => [type, by])).toEqual([
      ['mfa.reset_requested', ADMIN.email],
      ['mfa.reset', who.user.email],
    ])
  })

  it('is not completed before it is due, whatever the browser sends', async () => {
    const who = await withReset()
    const jar = await signedIn(stack(), who.user)
    expect((await complete(jar)).headers.get('x-action-redirect')).toMatch(/^\/mfa\?notice=no-reset/)
    expect(await isOpen(jar)).toBe(false)
    await becomeDue(who)
    await complete(jar)
    expect(await isOpen(jar)).toBe(true)
  })

  it('is not completed after it was canceled, and nothing is emailed', async () => {
    const who = await withReset()
    await becomeDue(who)
    const jar = await signedIn(stack(), who.user)
    const form = await fillForm(jar, '/mfa', [], '>Turn off and continue<')
    const canceled = await pressButton(jars().admin, who.adminPath, CANCEL)
    expect(leadsTo(canceled)).toEqual([303, `${who.adminPath}?notice=reset-canceled`])
    const response = await postForm(jar, '/mfa', form)
    const location = response.headers.get('location') ?? ''
    expect(messagesOf(await textOf(jar, location))).toContain('stays on: no reset is due.')
    expect(await isOpen(jar)).toBe(false)
    expect(await stack().mailbox.count({ to: who.user.email, subject: COMPLETED })).toBe(0)
  })

  it('is requested once at a time, and again after it was canceled', async () => {
    const who = await owner()
    const second = await fillForm(jars().admin, who.adminPath, [['resetReason', 'again']])
    await request(who)
    const refused = await postForm(jars().admin, who.adminPath, second)
    expect(leadsTo(refused)).toEqual([303, `${who.adminPath}?notice=reset-pending`])
    const cancel = await fillForm(jars().admin, who.adminPath, [], `>${CANCEL}<`)
    await postForm(jars().admin, who.adminPath, cancel)
    const twice = await postForm(jars().admin, who.adminPath, cancel)
    expect(leadsTo(twice)).toEqual([303, `${who.adminPath}?notice=no-reset`])
    expect((await request(who)).status).toBe(303)
  })

  it.each([
    ['', 'Enter a reason.'],
    ['x'.repeat(201), 'Use at most 200 characters.'],
  ])('needs a reason: %j', async (reason, message) => {
    const who = await owner()
    const response = await request(who, reason)
    expect(messagesOf(await response.text())).toContain(message)
    expect(await auditOf(who)).toEqual([])
  })
})

describe('no reset is requested', () => {
  it.each([
    ['for oneself', async () => await idOf(ADMIN.email), 'Ask another admin.'],
    [
      'for a user without a factor',
      async () => await idOf('example-member@example.com'),
      'does not use two-factor',
    ],
    ['for a deleted account', async () => crypto.randomUUID(), 'This account no longer exists.'],
  ])('%s', async (_for, userId, message) => {
    const who = await owner()
    const form = await fillForm(jars().admin, who.adminPath, [
      ['resetReason', 'x'],
      ['userId', await userId()],
    ])
    const before = await resets()
    const response = await postForm(jars().admin, who.adminPath, form)
    expect(messagesOf(await response.text())).toContain(message)
    expect(await resets()).toEqual(before)
  })

  it.each(['guest', 'member', 'mentor', 'expired'] as const)(
    'or canceled by a %s (requestFactorReset, cancelUserFactorReset)',
    async (role) => {
      const who = await owner()
      const requesting = await fillForm(jars().admin, who.adminPath, [['resetReason', 'x']])
      await expectForbidden(role, who.adminPath, requesting)
      expect(await isPending(who)).toBe(false)
      await request(who)
      await stack().mailbox.latest({ to: who.user.email, subject: REQUESTED })
      const canceling = await fillForm(jars().admin, who.adminPath, [], `>${CANCEL}<`)
      await expectForbidden(role, who.adminPath, canceling)
      expect(await isPending(who)).toBe(true)
    },
  )

  it('or canceled by a session of the owner that lacks the second factor', async () => {
    const who = await owner()
    const jar = await signedInWithSecondFactor(stack(), who.user, who.app, 1)
    await request(who)
    const form = await fillForm(jar, '/account/two-factor', [], `>${CANCEL}<`)
    const response = await postForm(await signedIn(stack(), who.user), '/account/two-factor', form)
    expect(response.headers.get('location')).toMatch(/^\/mfa/)
    expect(await isPending(who)).toBe(true)
  })
})
