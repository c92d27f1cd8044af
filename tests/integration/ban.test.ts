import { describe, expect, it } from 'vitest'
import { fillForm, messagesOf, postForm, sendForm } from '../support/html-form'
import { roleBrowsers } from '../support/role-browsers'
import { signedIn } from '../support/stack'
import { leadsTo, textOf } from '../support/two-factor-setup'
import { newUserEmail } from '../support/users'

const { stack, jars, expectForbidden } = roleBrowsers()

/** A new user, and their page in the admin area. */
async function newUser() {
  const user = await newUserEmail(stack())
  const [row] = await stack().backend.sql<{ id: string }>('select id from auth.users where email = $1', [
    user.email,
  ])
  return { user, path: `/admin/users/${row?.id}` }
}

const ban = (path: string, reason = 'spam', until = '') =>
  sendForm(jars().admin, path, [
    ['banReason', reason],
    ['banUntil', until],
  ])

describe('a banned user', () => {
  it('is signed out everywhere and cannot sign in until the ban is ended', async () => {
    const { user, path } = await newUser()
    const jar = await signedIn(stack(), user)
    expect(leadsTo(await ban(path))).toEqual([303, `${path}?notice=banned`])
    const page = await textOf(jars().admin, `${path}?notice=banned`)
    expect(messagesOf(page)).toContain('User banned, and signed out everywhere.')
    expect(page).toContain('This user cannot sign in.')
    expect(page).not.toContain('Ban user')
    expect(await textOf(jars().admin, `/admin?search=${user.email}`)).toContain('>banned<')

    expect(leadsTo(await jar.fetch('/private'))[0]).toBe(307)
    await expect(signedIn(stack(), user)).rejects.toThrow()

    expect(leadsTo(await sendForm(jars().admin, path, [['unbanReason', 'a mistake']]))).toEqual([
      303,
      `${path}?notice=unbanned`,
    ])
    expect((await (await signedIn(stack(), user)).fetch('/private')).status).toBe(200)
    expect(await textOf(jars().admin, `/admin?search=${user.email}`)).not.toContain('>banned<')
  })

  it('can sign in again once a ban with an end is over', async () => {
    const { user, path } = await newUser()
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)
    await ban(path, 'spam', until)
    const page = await textOf(jars().admin, path)
    expect(page).toContain('This user cannot sign in until')
    expect(page).toContain(until.slice(11))
    await expect(signedIn(stack(), user)).rejects.toThrow()
    await stack().backend.sql('update auth.users set banned_until = now() where email = $1', [user.email])
    await signedIn(stack(), user)
  })
})

describe('a ban', () => {
  it.each([
    ['', '', 'Enter a reason.'],
    ['x'.repeat(201), '', 'Use at most 200 characters.'],
    ['spam', '2020-01-01T00:00', 'Choose a time in the future.'],
  ])('is rejected: %j until %j', async (reason, until, message) => {
    const { user, path } = await newUser()
    const response = await ban(path, reason, until)
    expect(messagesOf(await response.text())).toContain(message)
    await signedIn(stack(), user)
  })

  it('of oneself is rejected', async () => {
    const [row] = await stack().backend.sql<{ id: string }>(
      `select user_id as id from public.user_roles where role = 'admin' and expires_at is null`,
    )
    const response = await ban(`/admin/users/${row?.id}`)
    expect(messagesOf(await response.text())).toContain('You cannot ban yourself. Ask another admin.')
  })

  it.each(['guest', 'member', 'mentor', 'expired'] as const)('is not ended by a %s', async (role) => {
    const { path } = await newUser()
    await ban(path)
    const unbanUser = await fillForm(jars().admin, path, [['unbanReason', 'x']])
    await expectForbidden(role, path, unbanUser)
  })

  it('that has been ended in the meantime cannot be ended again', async () => {
    const { path } = await newUser()
    await ban(path)
    const form = await fillForm(jars().admin, path, [['unbanReason', 'a mistake']])
    await postForm(jars().admin, path, form)
    expect(leadsTo(await postForm(jars().admin, path, form))).toEqual([303, `${path}?notice=not-banned`])
  })
})
