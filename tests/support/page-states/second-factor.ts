import type { Page } from '@playwright/test'
import { emailedLink, type Site } from '../browser-sessions.ts'
import {
  addAuthenticator,
  type FactorReset,
  joinWithAuthenticator,
  requestReset,
  signInWithoutSecondFactor,
} from './factor-users.ts'
import { alert, type PageState, press, state } from './state.ts'
import { requestEmail } from './steps.ts'

const MFA = '(auth)/mfa/page.tsx'
const RECOVERY_CODE = '(auth)/mfa/recovery-code/page.tsx'
const RESET_PASSWORD = '(auth)/reset-password/page.tsx'

/** Opens a page that requires the second factor. */
const withoutSecondFactor = (path: string, reset?: FactorReset) => async (page: Page, site: Site) => {
  const { user } = await joinWithAuthenticator(page, site)
  if (reset) await requestReset(site, user, reset)
  await signInWithoutSecondFactor(page, user)
  await page.goto(path)
}

/** Opens the reset link of a user with an authenticator app. */
async function openResetLink(page: Page, site: Site): Promise<void> {
  const { user } = await joinWithAuthenticator(page, site)
  await page.context().clearCookies()
  await requestEmail(page, '/forgot-password', user.email)
  await page.goto(await emailedLink(site.mailbox, user.email))
  await page.waitForURL('/reset-password')
}

/** Sends a field and waits for the error at it. */
async function sendIncorrect(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label).fill(value)
  await press(page, 'Continue')
  await alert(page)
}

/** The second factor at sign-in and at a password reset. */
export const SECOND_FACTOR: PageState[] = [
  state(MFA, 'mfa', 'guest', withoutSecondFactor('/mfa')),
  state(MFA, 'mfa-apps', 'guest', async (page, site) => {
    const { user } = await joinWithAuthenticator(page, site)
    await addAuthenticator(page, 'Tablet')
    await page.waitForURL('/account/two-factor?notice=added')
    await signInWithoutSecondFactor(page, user)
    await page.getByLabel('Authenticator app').waitFor()
  }),
  state(MFA, 'mfa-reset-pending', 'guest', withoutSecondFactor('/mfa', 'pending')),
  state(MFA, 'mfa-reset-due', 'guest', withoutSecondFactor('/mfa', 'due')),
  state(MFA, 'mfa-incorrect-code', 'guest', async (page, site) => {
    await withoutSecondFactor('/mfa')(page, site)
    await sendIncorrect(page, '6-digit code', '12')
  }),
  state(RECOVERY_CODE, 'recovery-code', 'guest', withoutSecondFactor('/mfa/recovery-code')),
  state(RECOVERY_CODE, 'recovery-code-incorrect', 'guest', async (page, site) => {
    await withoutSecondFactor('/mfa/recovery-code')(page, site)
    await sendIncorrect(page, 'Recovery code', 'ABCD-2345')
  }),
  state(RESET_PASSWORD, 'reset-password-second-factor', 'guest', openResetLink),
  state(RESET_PASSWORD, 'reset-password-recovery-code', 'guest', async (page, site) => {
    await openResetLink(page, site)
    await page.getByRole('link', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').waitFor()
  }),
]
