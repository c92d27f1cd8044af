import type { Page } from '@playwright/test'
import type { StackUser } from '../support/stack.ts'
import { expect, signIn } from './fixtures.ts'

export { advanceOneHour } from '../support/advance-clock.ts'

/** Signs a user in, in another browser (the fixture `openBrowser`). */
export async function signInOn(other: Promise<Page>, person: StackUser): Promise<Page> {
  const page = await other
  await page.goto('/login')
  await signIn(page, person)
  await expect(page).toHaveURL('/private')
  return page
}

/** The next request of a browser shows that its session has ended. */
export async function expectSignedOut(page: Page): Promise<void> {
  await page.goto('/private')
  await expect(page).toHaveURL(/\/login\?/)
}

/** The next request of a browser shows that it is still signed in. */
export async function expectSignedIn(page: Page, { email }: StackUser): Promise<void> {
  await page.goto('/private')
  await expect(page.getByRole('main').getByText(email)).toBeVisible()
}

/** The message of a form. */
export function announcements(page: Page, text: string | RegExp) {
  return page.getByRole('main').locator('[role=alert], [role=status]').filter({ hasText: text })
}

/** The sessions on the page. */
export function sessionsOn(page: Page) {
  return page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')
}

/** Fills in the form for a new password and sends it. */
export async function choosePassword(page: Page, password: string, current?: string): Promise<void> {
  if (current !== undefined) await page.getByLabel('Current password').fill(current)
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('button', { name: 'Save password' }).click()
}

/** Opens the page that deletes the account, from the data page. */
export async function deleteAccount(page: Page, { email }: StackUser): Promise<void> {
  await page.goto('/account/data')
  await page.getByRole('link', { name: 'Delete account…' }).click()
  await page.getByLabel('Your email address').fill(email)
  await page.getByRole('button', { name: 'Delete account' }).click()
}
