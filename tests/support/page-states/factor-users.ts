import type { Page } from '@playwright/test'
import { verificationCode } from '../authenticator.ts'
import type { Site } from '../browser-sessions.ts'
import { ADMIN, type StackUser } from '../stack.ts'
import { press } from './state.ts'
import { join, signIn } from './steps.ts'

export type FactorReset = 'pending' | 'due'

/** Shows the QR code and the setup key. */
export async function setUpAuthenticator(page: Page, name: string): Promise<string> {
  await page.goto('/account/two-factor/authenticator')
  await page.getByLabel('Name').fill(name)
  await press(page, 'Continue')
  const key = page.getByText('Setup key', { exact: true }).locator('+ *')
  return ((await key.textContent()) ?? '').replaceAll(' ', '')
}

/** Adds an authenticator app to the user of a page. */
export async function addAuthenticator(page: Page, name: string): Promise<string> {
  const secret = await setUpAuthenticator(page, name)
  await page.getByLabel('6-digit code').fill(verificationCode(secret))
  await press(page, 'Turn on')
  return secret
}

/** Signs up a new user and turns on two-factor authentication. It ends at the recovery codes. */
export async function joinWithAuthenticator(
  page: Page,
  site: Site,
): Promise<{ user: StackUser; secret: string }> {
  const user = await join(page, site)
  const secret = await addAuthenticator(page, 'Phone')
  await page.getByRole('heading', { level: 1, name: 'Save your recovery codes' }).waitFor()
  return { user, secret }
}

/** Inserts a reset of a user's factors, requested by the example admin. */
export async function requestReset({ sql }: Site, { email }: StackUser, reset: FactorReset): Promise<void> {
  await sql(
    `insert into private.factor_resets (user_id, requested_by, due_at)
     select owner.id, admin.id, now() + $3::interval from auth.users as owner, auth.users as admin
     where owner.email = $1 and admin.email = $2`,
    [email, ADMIN.email, reset === 'due' ? '0' : '24 hours'],
  )
}

/** Signs in a user up to the page that asks for the second factor. */
export async function signInWithoutSecondFactor(page: Page, user: StackUser): Promise<void> {
  await page.context().clearCookies()
  await signIn(page, user)
  await page.getByRole('heading', { level: 1, name: 'Verify it’s you' }).waitFor()
}
