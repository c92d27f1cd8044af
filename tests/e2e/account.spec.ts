import { readFile } from 'node:fs/promises'
import { hydrated } from '../support/hydrated.ts'
import {
  advanceOneHour,
  announcements,
  deleteAccount,
  expectSignedIn,
  expectSignedOut,
  sessionsOn,
  signInOn,
} from './account-steps.ts'
import { expect, linkIn, signIn, signOut, signUp, test } from './fixtures.ts'
import { join } from './sign-in-steps.ts'

test.beforeEach(({ page, mailbox, person }) => join(page, mailbox, person))

test('every account page is one click from the header and shows its name', async ({ page, person }) => {
  await page.getByText(person.email, { exact: true }).first().click()
  await page.getByRole('link', { name: 'Account settings' }).click()
  for (const part of ['Profile', 'Email', 'Password', 'Sessions', 'Sign-in methods', 'Activity', 'Data']) {
    const link = page.getByRole('navigation', { name: 'Account settings' }).getByRole('link', { name: part })
    await link.click()
    await expect(page.getByRole('heading', { level: 1, name: part })).toBeVisible()
    await expect(link).toHaveAttribute('aria-current', 'page')
  }
})

test('profile: a new name appears everywhere at once', async ({ page }) => {
  await page.goto('/account')
  await page.getByLabel('Display name').fill('   ')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Display name')).toHaveAccessibleDescription('Enter your name.')
  await page.getByLabel('Display name').fill('Grace <b>Hopper</b>')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(announcements(page, 'Your name was saved.')).toBeFocused()
  await page.goto('/private')
  await expect(page.getByRole('heading', { name: 'Hello, Grace <b>Hopper</b>' })).toBeVisible()
})

test('email address: both addresses confirm, by code and by link, and the old one is notified', {
  tag: '@own-templates',
}, async ({ page, mailbox, person }) => {
  const newEmail = `new-${person.email}`
  await page.goto('/account/email')
  await page.getByLabel('New email').fill('example-member@example.com')
  await page.getByRole('button', { name: 'Send confirmation emails' }).click()
  // A taken address gets the same response as any other.
  await expect(announcements(page, 'example-member@example.com')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Waiting for confirmation' })).toBeVisible()
  await page.getByLabel('New email').fill(newEmail)
  // Not before the cooldown between two emails is over.
  await expect(async () => {
    await page.getByRole('button', { name: 'Send confirmation emails' }).click()
    await expect(announcements(page, newEmail)).toBeVisible({ timeout: 3000 })
  }).toPass()
  await expect(page.getByText(`You requested to change your address to ${newEmail}`)).toBeVisible()

  const first = await mailbox.latest({ to: newEmail })
  await expect(async () => {
    await page.getByRole('button', { name: 'Resend both emails' }).click()
    await expect(announcements(page, 'New emails are on their way')).toBeVisible({ timeout: 3000 })
  }).toPass()
  const { code } = await mailbox.latest({ to: newEmail, after: first })
  await page.getByLabel('6-digit code').fill(first.code ?? '')
  await page.getByRole('button', { name: 'Confirm with code' }).click()
  await expect(announcements(page, 'This code is incorrect or has expired')).toBeVisible()
  await page.getByLabel('6-digit code').fill(code ?? '')
  await page.getByRole('button', { name: 'Confirm with code' }).click()
  await expect(announcements(page, 'Now enter the code from the other email.')).toBeVisible()
  await expect(page.getByRole('main').getByText('You sign in with').getByText(person.email)).toBeVisible()

  const subject = 'Confirm your new email address'
  await page.goto(linkIn(await mailbox.latest({ to: person.email, subject })))
  await expect(page).toHaveURL('/account/email')
  await expect(page.getByText('You sign in with').getByText(newEmail)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Waiting for confirmation' })).toHaveCount(0)
  await mailbox.latest({ to: person.email, subject: 'Your email address was changed' })

  await signOut(page, { ...person, email: newEmail })
  await page.goto('/login')
  await signIn(page, { ...person, email: newEmail })
  await expect(page).toHaveURL('/private')
})

test('a change of address can be canceled, which invalidates its emails', async ({
  page,
  mailbox,
  person,
  templates,
}) => {
  const newEmail = `never-${person.email}`
  await page.goto('/account/email')
  await page.getByLabel('New email').fill(newEmail)
  await page.getByRole('button', { name: 'Send confirmation emails' }).click()
  await expect(page.getByRole('heading', { name: 'Waiting for confirmation' })).toBeVisible()
  const link = linkIn(await mailbox.latest({ to: newEmail }))

  await page.getByRole('button', { name: 'Cancel the change' }).click()
  await expect(announcements(page, 'Your email address stays the same.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Waiting for confirmation' })).toHaveCount(0)

  await page.goto(link)
  if (templates === 'own') await page.getByRole('button', { name: 'Confirm change' }).click()
  await expect(page).toHaveURL(/\/error/)
  await page.goto('/account/email')
  await expect(page.getByText('You sign in with').getByText(person.email)).toBeVisible()
})

test('sessions: listed; one ended, then all others, then all', async ({ page, person, openBrowser }) => {
  const iPhone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
  const phone = await signInOn(openBrowser({ userAgent: iPhone }), person)
  const laptop = await signInOn(openBrowser(), person)
  await page.goto('/account/sessions')
  const sessions = sessionsOn(page)
  await expect(sessions).toHaveCount(3)
  await expect(sessions.first()).toContainText('This device')
  await expect(sessions.filter({ hasText: 'This device' })).toHaveCount(1)

  await page.getByRole('button', { name: 'Sign out of Safari on iPhone' }).click()
  await expect(announcements(page, 'Session signed out.')).toBeFocused()
  await expect(sessions).toHaveCount(2)
  await expectSignedOut(phone)
  await expectSignedIn(laptop, person)

  await page.goto('/account/sessions')
  await page.getByRole('button', { name: 'Sign out of all other sessions' }).click()
  await expect(announcements(page, 'All other sessions are signed out.')).toBeVisible()
  await expect(sessions).toHaveCount(1)
  await expectSignedOut(laptop)
  await expectSignedIn(page, person)

  await signIn(laptop, person)
  await expect(laptop).toHaveURL('/private')
  await page.goto('/account/sessions')
  await page.getByText('Sign out everywhere…').click()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page).toHaveURL('/login')
  await expectSignedOut(laptop)
  for (const other of [phone, laptop]) await other.context().close()
})

test('sign-in methods: listed, and the last one cannot be removed', async ({ page, person }) => {
  await page.goto('/account/sign-in-methods')
  const methods = page.getByRole('list', { name: 'Your sign-in methods' }).getByRole('listitem')
  await expect(methods).toHaveCount(1)
  await expect(methods).toContainText(person.email)
  await expect(page.getByText(/^Remove/)).toHaveCount(0)
  await expect(page.getByText('You have a password.')).toBeVisible()
})

test('all data can be downloaded', async ({ page, person }) => {
  await page.goto('/account/data')
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download your data' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('your-data.json')
  const data = JSON.parse(await readFile(await download.path(), 'utf8'))
  expect(data).toMatchObject({
    account: { email: person.email },
    signInMethods: [{ provider: 'email' }],
    profile: [{ name: person.name }],
    sessions: [{ is_current: true }],
  })
})

test('deletion: the address is typed, every browser is signed out, and a new account finds no old data', async ({
  page,
  mailbox,
  person,
  openBrowser,
}) => {
  const other = await signInOn(openBrowser(), person)
  await page.goto('/account/data/delete')
  await page.getByLabel('Your email address').fill('wrong@example.com')
  await page.getByRole('button', { name: 'Delete account' }).click()
  await expect(page.getByLabel('Your email address')).toHaveAccessibleDescription(
    /Enter the email address of this account/,
  )
  await deleteAccount(page, person)
  await expect(page).toHaveURL('/account-deleted')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
  expect((await page.context().cookies()).filter(({ name }) => name.startsWith('sb-'))).toEqual([])
  await expectSignedOut(other)
  await signIn(other, person)
  await expect(announcements(other, 'Incorrect email or password')).toBeVisible()

  const old = await mailbox.latest({ to: person.email })
  await page.goto('/signup')
  await signUp(page, { ...person, name: 'Jane New' })
  await expect(page).toHaveURL('/check-email')
  await page.goto(linkIn(await mailbox.latest({ to: person.email, after: old })))
  await expect(page.getByRole('heading', { name: 'Hello, Jane New' })).toBeVisible()
  await page.goto('/account/sessions')
  await expect(sessionsOn(page)).toHaveCount(1)
})

test('re-authentication with the password leads back and leaves other browsers alone', async ({
  page,
  context,
  running,
  person,
  openBrowser,
}) => {
  const other = await signInOn(openBrowser(), person)
  await advanceOneHour(context, running.sql, person)
  await page.goto('/account/email')
  await expect(page.getByLabel('New email')).toHaveCount(0)
  await page.goto('/account/data/delete')
  await expect(page).toHaveURL('/account/reauthenticate?redirectedFrom=%2Faccount%2Fdata%2Fdelete')
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('Incorrect password. Try again.')
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/account/data/delete')
  await expect(page.getByLabel('Your email address')).toBeVisible()
  await page.goto('/account/sessions')
  await expect(sessionsOn(page)).toHaveCount(2)
  await expectSignedIn(other, person)
})

test('a form that is sent too late requires re-authentication first', async ({
  page,
  context,
  running,
  person,
}) => {
  await page.goto('/account/data/delete')
  await advanceOneHour(context, running.sql, person)
  await page.getByLabel('Your email address').fill(person.email)
  await page.getByRole('button', { name: 'Delete account' }).click()
  await expect(page).toHaveURL(/\/account\/reauthenticate\?/)
  await expectSignedIn(page, person)
})

test('tabs agree: a sign-out or sign-in in one updates the others, which reload once', {
  tag: '@javascript',
}, async ({ page, context, person }) => {
  const tab = await context.newPage()
  let loads = 0
  tab.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === tab.mainFrame() && !request.redirectedFrom())
      loads += 1
  })
  await tab.goto('/account/sessions')
  await page.goto('/private')
  await signOut(page, person)
  await expect(tab).toHaveURL(/\/login\?redirectedFrom=%2Faccount%2Fsessions$/)
  await hydrated(tab)
  await page.goto('/login')
  await signIn(page, person)
  await expect(page).toHaveURL('/private')
  await expect(tab).toHaveURL('/account/sessions')
  await expect(tab.getByRole('heading', { name: 'Sessions' })).toBeVisible()
  await page.goto('/account')
  await page.waitForLoadState('networkidle')
  expect(loads).toBe(3)
})
