import {
  advanceOneHour,
  announcements,
  choosePassword,
  expectSignedIn,
  expectSignedOut,
  sessionsOn,
  signInOn,
} from './account-steps.ts'
import { expect, signIn, signOut, test } from './fixtures.ts'
import { join } from './sign-in-steps.ts'

test.beforeEach(({ page, mailbox, person }) => join(page, mailbox, person))

test('password: rejected by the policy, then changed; other browsers are signed out, and the owner is notified', async ({
  page,
  mailbox,
  person,
  openBrowser,
}) => {
  const other = await signInOn(openBrowser(), person)
  const another = 'another long password'
  await page.goto('/account/password')
  await expect(page.getByLabel('Current password')).toHaveCount(0)
  for (const [password, text] of [
    ['short', 'Use at least 8 characters.'],
    [person.email, 'your email address, or the name of this site'],
    ['iloveyou', 'easy to guess'],
    [person.password, 'This is your current password'],
  ] as const) {
    await choosePassword(page, password)
    await expect(page.getByLabel('New password')).toHaveAccessibleDescription(new RegExp(text))
    await expect(page.getByLabel('New password')).toHaveValue('')
  }
  await choosePassword(page, another)
  await expect(
    announcements(page, 'Your password is saved. You’re signed out everywhere else.'),
  ).toBeFocused()
  await mailbox.latest({ to: person.email, subject: 'Your password was changed' })
  await expectSignedOut(other)
  await signIn(other, person)
  await expect(announcements(other, 'Incorrect email or password')).toBeVisible()
  await signIn(other, { ...person, password: another })
  await expect(other).toHaveURL('/private')
  await expectSignedIn(page, person)
})

test('password: the current one is required when the sign-in is not recent', async ({
  page,
  context,
  running,
  person,
}) => {
  await advanceOneHour(context, running.sql, person)
  await page.goto('/account/password')
  await choosePassword(page, 'another long password', 'not the password')
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription(
    'Incorrect password. Try again.',
  )
  await choosePassword(page, 'another long password', '')
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription('Enter your password.')
  await choosePassword(page, 'another long password', person.password)
  await expect(announcements(page, 'Your password is saved.')).toBeVisible()
  await page.goto('/account/sessions')
  await expect(sessionsOn(page)).toHaveCount(1)
})

test('password: a user without one sets it after an emailed code', {
  tag: '@own-templates',
}, async ({ page, context, running, mailbox, person }) => {
  await running.sql("update auth.users set encrypted_password = '' where email = $1", [person.email])
  await advanceOneHour(context, running.sql, person)
  await page.goto('/account/password')
  await page.getByRole('link', { name: 'Confirm your identity' }).click()
  await expect(page.getByLabel('Password')).toHaveCount(0)
  await page.getByRole('button', { name: 'Send code' }).click()
  const { code } = await mailbox.latest({ to: person.email, subject: 'Your sign-in link' })
  await page.getByLabel('6-digit code').fill(code ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/account/password')
  await choosePassword(page, 'a first long password')
  await expect(announcements(page, 'Your password is saved.')).toBeVisible()
  await signOut(page, person)
  await page.goto('/login')
  await signIn(page, { ...person, password: 'a first long password' })
  await expect(page).toHaveURL('/private')
})

test('the password rules are shown before typing and checked while typing', {
  tag: '@javascript',
}, async ({ page, person }) => {
  await page.goto('/account/password')
  const rule = (text: string) => page.locator('[data-rule]').filter({ hasText: text })
  await expect(rule('At least 8 characters')).toHaveAttribute('data-rule', 'open')
  await page.getByLabel('New password').fill('1234567')
  await expect(rule('At least 8 characters')).toHaveAttribute('data-rule', 'broken')
  await page.getByLabel('New password').fill(person.email)
  await expect(rule('At least 8 characters')).toHaveAttribute('data-rule', 'met')
  await expect(rule('Not based on your name')).toHaveAttribute('data-rule', 'broken')
  await expect(rule('Not exposed in a data breach')).toHaveAttribute('data-rule', 'open')
  await page.getByLabel('New password').fill('')
  await expect(rule('At least 8 characters')).toHaveAttribute('data-rule', 'open')
})

test('a password can be shown and is hidden again when it is sent', { tag: '@javascript' }, async ({
  page,
}) => {
  await page.goto('/account/password')
  const field = page.getByLabel('New password')
  await field.fill('iloveyou')
  await expect(field).toHaveAttribute('type', 'password')
  await page.getByRole('button', { name: 'Show new password' }).click()
  await expect(field).toHaveAttribute('type', 'text')
  await page.getByLabel('Confirm password').fill('iloveyou')
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(announcements(page, 'Check the highlighted fields and try again.')).toBeVisible()
  await expect(field).toHaveAttribute('type', 'password')
  await expect(field).toHaveValue('')
})
