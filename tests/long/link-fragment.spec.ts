import type { Page } from '@playwright/test'
import { LOCAL_PUBLISHABLE_KEY } from '../../utils/env.ts'
import { expect, test } from '../e2e/fixtures.ts'
import { MEMBER } from '../support/stack.ts'

const PLACES = ['/', '/auth/confirm', '/auth/callback', '/auth/confirm/flow.signup.L3ByaXZhdGU']

/** The tokens of another user's valid session. */
async function tokensOf(supabaseUrl: string): Promise<Record<string, string>> {
  const response = await fetch(`${supabaseUrl}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: LOCAL_PUBLISHABLE_KEY },
    body: JSON.stringify({ email: MEMBER.email, password: MEMBER.password }),
  })
  const { access_token, refresh_token } = await response.json()
  return { access_token, refresh_token, expires_in: '3600', token_type: 'bearer' }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

async function expectSignedOut(page: Page) {
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('sb-127-auth-token')
  await page.goto('/private')
  await expect(page).toHaveURL(/\/login/)
}

for (const place of PLACES)
  test(`tokens in the fragment of ${place} sign no one in and are removed`, async ({
    page,
    running,
    javaScriptEnabled,
  }) => {
    for (const [type, title] of [
      ['invite', 'You’ve accepted your invitation'],
      ['signup', 'Your email address is confirmed'],
      ['magiclink', 'This link doesn’t work in this browser'],
      ['recovery', 'Request a new link in this browser'],
      ['email_change', 'Your email address has been changed'],
      ['constructor', 'This link doesn’t work in this browser'],
    ]) {
      const fragment = new URLSearchParams({ ...(await tokensOf(running.supabaseUrl)), type: type ?? '' })
      await page.goto('/about')
      await page.goto(`${place}#${fragment}`)
      if (javaScriptEnabled) {
        await expect(heading(page, title ?? '')).toBeVisible()
        expect(page.url()).not.toContain('access_token')
        await page.goBack()
        await expect(page).toHaveURL('/about')
      } else await expect(page.getByRole('link', { name: /sign in/i }).first()).toBeVisible()
    }
    await expectSignedOut(page)
  })

test('an error in the fragment alone is explained', async ({ page, javaScriptEnabled }) => {
  for (const place of PLACES)
    for (const [fragment, title] of [
      [
        'error=access_denied&error_code=otp_expired&error_description=%3Cscript%3E&sb=',
        'This link no longer works',
      ],
      ['error=invalid_request&error_code=bad_oauth_state&sb=', 'Sign-in timed out'],
      ['message=Confirmation+link+accepted&sb=', 'Confirm your other email address'],
    ]) {
      await page.goto('/about')
      await page.goto(`${place}#${fragment}`)
      if (javaScriptEnabled) {
        await expect(heading(page, title ?? '')).toBeVisible()
        expect(page.url()).not.toContain('#')
      } else await expect(page.getByRole('link', { name: /sign in/i }).first()).toBeVisible()
    }
})

test('a fragment that names a part of the page is kept', async ({ page }) => {
  for (const path of ['/#content', '/error?reason=link-failed#content']) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    await expect(page).toHaveURL(path)
  }
})

test('a provider’s late or repeated callback to the site URL is explained', async ({ page }) => {
  for (const [code, title] of [
    ['bad_oauth_state', 'Sign-in timed out'],
    ['flow_state_already_used', 'This sign-in was already completed'],
  ]) {
    const parameters = `error=invalid_request&error_code=${code}&error_description=OAuth+state`
    await page.goto(`/?${parameters}#${parameters}&sb=`)
    await expect(heading(page, title ?? '')).toBeVisible()
    await page.getByRole('link', { name: 'Back to sign in' }).click()
    await expect(page).toHaveURL(/\/login/)
  }
})
