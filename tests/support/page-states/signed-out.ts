import { expect, type Page } from '@playwright/test'
import { emailedLink, type Site } from '../browser-sessions.ts'
import { sealCookie } from '../sealed-cookies.ts'
import { MEMBER, MENTOR } from '../stack.ts'
import { alert, at, type PageState, press, rejected, state } from './state.ts'
import { requestEmail } from './steps.ts'

/** Opens the link of an email that another browser requested. */
async function openForeignLink(page: Page, { mailbox }: Site, path: string, email: string): Promise<void> {
  await requestEmail(page, path, email)
  await page.context().clearCookies()
  await page.goto(await emailedLink(mailbox, email))
  await page.waitForURL('/confirm')
}

/** Opens a page that asks for access while sign-up does, which the application notices within seconds. */
const whileByRequest =
  (path: string, finish: (page: Page) => Promise<unknown>) =>
  async (page: Page, { sql }: Site) => {
    const setMode = (mode: string) => sql('update private.signup_policy set mode = $1', [mode])
    await setMode('request')
    const shown = page.getByRole('main').getByText('Request access', { exact: true }).first()
    await expect
      .poll(async () => {
        await page.goto(path)
        return await shown.isVisible()
      })
      .toBe(true)
    await finish(page)
    await setMode('open')
  }

/** Sign-in, sign-up, and the pages that emails lead to. */
export const SIGNED_OUT: PageState[] = [
  state('(auth)/login/page.tsx', 'login', 'guest', at('/login')),
  state('(auth)/login/page.tsx', 'login-session-ended', 'guest', at('/login?notice=session-ended')),
  state('(auth)/login/page.tsx', 'login-idle-timeout', 'guest', at('/login?notice=idle-timeout')),
  state('(auth)/login/page.tsx', 'login-refused', 'guest', async (page) => {
    await page.goto('/login')
    await page.getByLabel('Email').fill(MEMBER.email)
    await page.getByLabel('Password').fill('not the password')
    await press(page, 'Sign in')
    await alert(page)
  }),
  state('(auth)/signup/page.tsx', 'signup', 'guest', at('/signup')),
  state('(auth)/signup/page.tsx', 'signup-refused', 'guest', async (page) => {
    await page.goto('/signup')
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('short')
    await press(page, 'Create account')
    await alert(page)
  }),
  state(
    '(auth)/signup/page.tsx',
    'signup-by-request',
    'guest',
    whileByRequest('/signup', async () => undefined),
  ),
  state(
    '(auth)/request-access/page.tsx',
    'request-access',
    'guest',
    whileByRequest('/request-access', async () => undefined),
  ),
  state(
    '(auth)/request-access/page.tsx',
    'request-access-refused',
    'guest',
    whileByRequest('/request-access', async (page) => {
      await page.getByLabel('Name').fill('Ada')
      await press(page, 'Request access')
      await alert(page)
    }),
  ),
  state('(auth)/request-access/page.tsx', 'request-access-sent', 'guest', at('/request-access?notice=sent')),
  state('(auth)/magic-link/page.tsx', 'magic-link', 'guest', at('/magic-link')),
  state('(auth)/forgot-password/page.tsx', 'forgot-password', 'guest', at('/forgot-password')),
  state(
    '(auth)/forgot-password/page.tsx',
    'forgot-password-refused',
    'guest',
    rejected('/forgot-password', 'Send reset link'),
  ),
  state('(auth)/sso/page.tsx', 'sso', 'guest', at('/sso')),
  state('(auth)/sso/page.tsx', 'sso-refused', 'guest', async (page) => {
    await page.goto('/sso')
    await page.getByLabel('Email').fill('ada@example.com')
    await press(page, 'Continue')
    await alert(page)
  }),
  state('(auth)/check-email/page.tsx', 'check-email-unknown', 'guest', at('/check-email')),
  state('(auth)/check-email/page.tsx', 'check-email', 'guest', (page) =>
    requestEmail(page, '/forgot-password', 'unknown@example.com'),
  ),
  state('(auth)/check-email/page.tsx', 'check-email-wrong-code', 'guest', async (page) => {
    await requestEmail(page, '/forgot-password', 'other@example.com')
    await page.getByLabel('6-digit code').fill('000000')
    await press(page, 'Continue with code')
    await alert(page)
  }),
  state('(auth)/confirm/page.tsx', 'confirm', 'guest', (page, site) =>
    openForeignLink(page, site, '/magic-link', MENTOR.email),
  ),
  state(
    '(auth)/secure-account/page.tsx',
    'secure-account',
    'guest',
    at(`/auth/device?token=${'x'.repeat(43)}`),
  ),
  state('(auth)/secure-account/page.tsx', 'secure-account-done', 'guest', async (page, { url }) => {
    const value = await sealCookie('device-report', { result: 'email-sent' })
    await page.context().addCookies([{ name: 'device-report', value, url }])
    await page.goto('/secure-account')
    await page.getByRole('heading', { level: 1, name: 'All devices are signed out' }).waitFor()
  }),
  state('(auth)/reset-password/page.tsx', 'reset-password', 'guest', async (page, site) => {
    await openForeignLink(page, site, '/forgot-password', MEMBER.email)
    await press(page, 'Continue')
    await page.waitForURL('/reset-password')
  }),
]
