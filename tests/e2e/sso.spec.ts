import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { ADMIN, SSO_DOMAIN } from '../support/stack.ts'
import { expect, signIn, test } from './fixtures.ts'

const someone = () => `e${randomUUID().slice(0, 8)}@${SSO_DOMAIN}`

const proceed = (page: Page) => page.getByRole('button', { name: 'Continue', exact: true }).click()

/** Signs in at the local identity provider, whose last page continues by itself where scripts run. */
async function signInAs(page: Page, email: string, javaScriptEnabled: boolean | undefined) {
  await expect(page.getByRole('heading', { name: 'Local identity provider' })).toBeVisible()
  await page.getByLabel('Another user').fill(email)
  await page.getByRole('button', { name: 'Continue as this user' }).click()
  if (javaScriptEnabled === false) await proceed(page)
}

async function startSso(page: Page, email: string) {
  const link = page.getByRole('link', { name: 'Continue with SSO' })
  // A busy machine may not get the settings of the Auth server in time: then the page is without this link.
  await expect(async () => {
    if (!(await link.isVisible())) await page.reload()
    await expect(link).toBeVisible({ timeout: 1 })
  }).toPass()
  await link.click()
  await expect(page.getByRole('heading', { name: 'Single sign-on' })).toBeVisible()
  await page.getByLabel('Email').fill(email)
  await proceed(page)
}

test('SSO signs in at the organization, and leads back to the requested page', async ({
  page,
  javaScriptEnabled,
}) => {
  const email = someone()
  await page.goto('/account/sign-in-methods')
  await startSso(page, email)
  await signInAs(page, email, javaScriptEnabled)
  await expect(page).toHaveURL('/account/sign-in-methods')
  const methods = page.getByRole('list', { name: 'Your sign-in methods' }).getByRole('listitem')
  await expect(methods).toHaveCount(1)
  await expect(methods).toContainText('Single sign-on')
  await expect(methods).toContainText(email)
  await expect(page.getByText('Remove')).toHaveCount(0)
})

test('an address of another domain is corrected in place', async ({ page, javaScriptEnabled }) => {
  await page.goto('/login')
  await startSso(page, 'someone@example.org')
  await expect(page.getByRole('main').getByRole('alert')).toContainText(
    'Single sign-on isn’t set up for example.org.',
  )
  await expect(page.getByLabel('Email')).toHaveValue('someone@example.org')
  const email = someone()
  await page.getByLabel('Email').fill(email)
  await proceed(page)
  await signInAs(page, email, javaScriptEnabled)
  await expect(page).toHaveURL('/private')
})

test('an identity provider that is linked to an organization makes its users members', async ({
  page,
  openBrowser,
  javaScriptEnabled,
}) => {
  const admin = await openBrowser()
  await admin.goto('/admin/organizations/acme')
  await signIn(admin, ADMIN)
  await admin.getByLabel('Identity provider').selectOption(SSO_DOMAIN)
  await admin.getByRole('button', { name: 'Link identity provider' }).click()
  await expect(admin.getByRole('status')).toContainText('Identity provider linked.')
  await expect(admin.getByRole('list', { name: 'Linked identity providers' })).toContainText(SSO_DOMAIN)

  const email = someone()
  await page.goto('/organizations')
  await startSso(page, email)
  await signInAs(page, email, javaScriptEnabled)
  await expect(page).toHaveURL('/organizations')
  await page.getByRole('list', { name: 'Your organizations' }).getByRole('link', { name: 'Acme' }).click()
  await expect(page).toHaveURL('/o/acme')

  await admin.getByRole('button', { name: `Remove link to ${SSO_DOMAIN}` }).click()
  await expect(admin.getByRole('status')).toContainText('Link removed. Members stay.')
  await expect(admin.getByLabel('Identity provider')).toHaveValue(/./)
  await page.reload()
  await expect(page).toHaveURL('/o/acme')
})
