import type { Page } from '@playwright/test'
import { SUPPORT_EMAIL } from '../../app/site.ts'
import { verificationCode } from '../support/authenticator.ts'
import { expect, signOut, test } from './fixtures.ts'
import { join } from './sign-in-steps.ts'

async function signIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('two-factor authentication is set up, asked for at sign-in, and replaced by a recovery code', async ({
  page,
  mailbox,
  person,
}) => {
  await join(page, mailbox, person)
  await page.goto('/account/two-factor')
  await page.getByRole('link', { name: 'Set up authenticator app' }).click()
  await page.getByLabel('Name').fill('My phone')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  const key = await page.getByText('Setup key', { exact: true }).locator('+ *').textContent()
  const secret = (key ?? '').replaceAll(' ', '')
  await page.getByLabel('6-digit code').fill(verificationCode(secret))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByRole('heading', { name: 'Save your recovery codes' })).toBeVisible()
  const codes = await page.locator('main ul.font-mono li').allTextContents()
  expect(codes).toHaveLength(10)
  await page.getByRole('button', { name: 'I’ve saved my codes' }).click()
  await expect(page.getByRole('list', { name: 'Your authenticator apps' })).toContainText('My phone')

  await signOut(page, person)
  await page.goto('/private?a=b')
  await signIn(page, person)
  await expect(page).toHaveURL('/mfa?redirectedFrom=%2Fprivate%3Fa%3Db')
  await page.getByLabel('6-digit code').fill('12')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByLabel('6-digit code')).toHaveAccessibleDescription(/Enter the 6-digit code/)
  await page.getByLabel('6-digit code').fill(verificationCode(secret, Date.now() + 30_000))
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/private?a=b')

  await signOut(page, person)
  await page.goto('/login')
  await signIn(page, person)
  await page.getByRole('link', { name: 'Use a recovery code' }).click()
  await expect(page.getByRole('link', { name: SUPPORT_EMAIL })).toHaveAttribute(
    'href',
    `mailto:${SUPPORT_EMAIL}`,
  )
  await page.getByLabel('Recovery code').fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/private')
})
