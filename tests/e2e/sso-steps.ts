import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { SSO_DOMAIN } from '../support/stack.ts'
import { expect } from './fixtures.ts'

/** A new address of the local identity provider. */
export const someone = () => `e${randomUUID().slice(0, 8)}@${SSO_DOMAIN}`

/** Presses the button that leads on. */
export const proceed = (page: Page) => page.getByRole('button', { name: 'Continue', exact: true }).click()

/** Signs in at the local identity provider, whose last page continues by itself where scripts run. */
export async function signInAs(page: Page, email: string, javaScriptEnabled: boolean | undefined) {
  await expect(page.getByRole('heading', { name: 'Local identity provider' })).toBeVisible()
  await page.getByLabel('Another user').fill(email)
  await page.getByRole('button', { name: 'Continue as this user' }).click()
  if (javaScriptEnabled === false) await proceed(page)
}

/** From the sign-in page to the identity provider of an address. */
export async function startSso(page: Page, email: string) {
  const link = page.getByRole('link', { name: 'Continue with SSO' })
  // A busy machine may not get the settings of the Auth server in time: then the page is without this link.
  await expect(async () => {
    if (!(await link.isVisible())) await page.reload()
    await expect(link).toBeVisible({ timeout: 1 })
  }).toPass()
  await link.click()
  await expect(page.getByRole('heading', { name: 'Single sign-on' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await proceed(page)
}
