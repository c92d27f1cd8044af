import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** The heading of a page. */
export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

/** Fills in the form for a new password and sends it. */
export async function choosePassword(page: Page, password: string) {
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('button', { name: 'Set new password' }).click()
}

/** Nothing of the link remains in the address bar or in the history. */
export async function expectCleanAddress(page: Page, path: string) {
  await expect(page).toHaveURL(path)
  expect(new URL(page.url()).hash).toBe('')
}
