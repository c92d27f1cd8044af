import type { Page } from '@playwright/test'
import { advanceOneHour } from '../advance-clock.ts'
import { NEWCOMER } from '../browser-sessions.ts'
import { pageAloneFails } from '../faults.ts'
import { ADMIN, MENTOR } from '../stack.ts'
import { alert, at, type PageState, press, state, status } from './state.ts'
import { continueWithGitHub, continueWithSso } from './steps.ts'

/** Starts a guest session and opens the page of guests. */
async function startGuest(page: Page): Promise<void> {
  const start = page.getByRole('button', { name: 'Try it without an account' })
  // A page does not wait long for the settings of the Auth server.
  do await page.goto('/signup')
  while (!(await start.isVisible()))
  await start.click()
  await page.waitForURL('/private')
  await page.goto('/account/guest')
}

/** The account settings, two-factor authentication and passkeys aside. */
export const ACCOUNT: PageState[] = [
  state('(protected)/linked/page.tsx', 'linked', 'guest', async (page) => {
    await page.goto('/login')
    await continueWithGitHub(page, 'Continue with GitHub', ADMIN.email.replace(/@.*/, ''))
    await page.waitForURL('/linked')
  }),
  state('error.tsx', 'page-error', 'member', async (page, { proxy }) => {
    await proxy.fault(pageAloneFails())
    await page.goto('/account/sign-in-methods')
    await page.getByRole('heading', { level: 1, name: 'Something went wrong' }).waitFor()
    await proxy.fault(null)
  }),
  state('(protected)/account/page.tsx', 'profile', 'member', at('/account')),
  state('(protected)/account/page.tsx', 'profile-saved', 'member', async (page) => {
    await page.goto('/account')
    await press(page, 'Save')
    await status(page)
  }),
  state('(protected)/account/page.tsx', 'picture-refused', 'member', async (page) => {
    await page.goto('/account')
    await press(page, 'Upload picture')
    await alert(page)
  }),
  state('(protected)/account/email/page.tsx', 'email', 'member', at('/account/email')),
  state('(protected)/account/email/page.tsx', 'email-waiting', 'newcomer', async (page) => {
    await page.goto('/account/email')
    await page.getByLabel('New email').fill('ada-elsewhere@example.com')
    await press(page, 'Send confirmation emails')
    await page.getByRole('heading', { name: 'Waiting for confirmation' }).waitFor()
  }),
  state('(protected)/account/password/page.tsx', 'password', 'member', at('/account/password')),
  state('(protected)/account/email/page.tsx', 'email-sso', 'guest', (page) =>
    continueWithSso(page, '/account/email'),
  ),
  state('(protected)/account/password/page.tsx', 'password-sso', 'guest', (page) =>
    continueWithSso(page, '/account/password'),
  ),
  state('(protected)/account/passkeys/page.tsx', 'passkeys-sso', 'guest', (page) =>
    continueWithSso(page, '/account/passkeys'),
  ),
  state('(protected)/account/sign-in-methods/page.tsx', 'sign-in-methods-sso', 'guest', (page) =>
    continueWithSso(page, '/account/sign-in-methods'),
  ),
  state('(protected)/account/sessions/page.tsx', 'sessions', 'member', at('/account/sessions')),
  state('(protected)/account/sessions/page.tsx', 'sessions-question', 'member', async (page) => {
    await page.goto('/account/sessions')
    await page.getByText('Sign out everywhere…').click()
  }),
  state(
    '(protected)/account/sign-in-methods/page.tsx',
    'sign-in-methods',
    'member',
    at('/account/sign-in-methods'),
  ),
  state('(protected)/account/sign-in-methods/page.tsx', 'sign-in-methods-two', 'guest', async (page) => {
    await page.goto('/login')
    await continueWithGitHub(page, 'Continue with GitHub', MENTOR.email.replace(/@.*/, ''))
    await page.waitForURL(/\/(linked|private)$/)
    await page.goto('/account/sign-in-methods')
    await page.getByText('Remove GitHub', { exact: true }).click()
  }),
  state('(protected)/account/guest/page.tsx', 'guest', 'guest', startGuest),
  state('(protected)/account/guest/page.tsx', 'guest-waiting', 'guest', async (page) => {
    await startGuest(page)
    await page.getByLabel('Email').fill('ada-guest@example.com')
    await press(page, 'Send confirmation email')
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor()
  }),
  state('(protected)/account/guest/page.tsx', 'guest-member', 'member', at('/account/guest')),
  state('(protected)/account/activity/page.tsx', 'activity', 'member', at('/account/activity')),
  state('(protected)/account/data/page.tsx', 'data', 'member', at('/account/data')),
  state('(protected)/account/data/delete/page.tsx', 'data-delete', 'member', at('/account/data/delete')),
  state('(protected)/account/data/delete/page.tsx', 'data-delete-refused', 'member', async (page) => {
    await page.goto('/account/data/delete')
    await page.getByLabel('Your email address').fill(MENTOR.email)
    await press(page, 'Delete account')
    await alert(page)
  }),
  state(
    '(protected)/account/reauthenticate/page.tsx',
    'reauthentication',
    'newcomer',
    async (page, { sql }) => {
      await page.goto('/account')
      await advanceOneHour(page.context(), sql, NEWCOMER)
      await page.goto('/account/data/delete')
      await page.waitForURL(/reauthenticate/)
    },
  ),
]
