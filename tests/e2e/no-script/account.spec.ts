import {
  advanceOneHour,
  announcements,
  choosePassword,
  deleteAccount,
  expectSignedIn,
  expectSignedOut,
  signInOn,
} from '../account-steps.ts'
import { expect, signIn, test } from '../fixtures.ts'
import { join } from '../sign-in-steps.ts'

test.beforeEach(({ page, mailbox, person }) => join(page, mailbox, person))

test('the password is changed with the current one, and the other browser is signed out', async ({
  page,
  context,
  running,
  person,
  openBrowser,
}) => {
  const other = await signInOn(openBrowser(), person)
  await advanceOneHour(context, running.sql, person)
  await page.goto('/account/password')
  await expect(page.getByText('At least 8 characters')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Show' })).toHaveCount(0)
  await choosePassword(page, 'iloveyou', person.password)
  await expect(page.getByLabel('New password')).toHaveAccessibleDescription(/easy to guess/)
  await choosePassword(page, 'another long password', person.password)
  await expect(announcements(page, 'Your password is saved.')).toBeVisible()
  await expectSignedOut(other)
  await signIn(other, { ...person, password: 'another long password' })
  await expect(other).toHaveURL('/private')
})

test('the account is deleted after re-authentication', async ({ page, context, running, person }) => {
  await advanceOneHour(context, running.sql, person)
  await page.goto('/account/data')
  await page.getByRole('link', { name: 'Delete account…' }).click()
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/account/data/delete')
  await deleteAccount(page, person)
  await expect(page.getByRole('heading', { name: 'Your account has been deleted' })).toBeVisible()
  await page.goto('/login')
  await signIn(page, person)
  await expect(announcements(page, 'Incorrect email or password')).toBeVisible()
})

test('the name and the sessions are managed with plain forms', async ({ page, person, openBrowser }) => {
  const other = await signInOn(openBrowser({ userAgent: 'Firefox/150 Android' }), person)
  await page.goto('/account')
  await page.getByLabel('Display name').fill('Grace \u202eHopper')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Display name')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Display name')).toHaveValue('Grace \u202eHopper')
  await page.getByLabel('Display name').fill('Grace Hopper')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(announcements(page, 'Your name was saved.')).toBeVisible()
  await page.goto('/account/sessions')
  await page.getByRole('button', { name: 'Sign out of Firefox on Android' }).click()
  await expect(announcements(page, 'Session signed out.')).toBeVisible()
  await expectSignedOut(other)
  await expectSignedIn(page, person)
})
