import { ADMIN, SSO_DOMAIN } from '../support/stack.ts'
import { expect, signIn, test } from './fixtures.ts'
import { signInAs, someone, startSso } from './sso-steps.ts'

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
