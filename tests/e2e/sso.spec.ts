import { expect, test } from './fixtures.ts'
import { proceed, signInAs, someone, startSso } from './sso-steps.ts'

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
  await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue('someone@example.org')
  const email = someone()
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await proceed(page)
  await signInAs(page, email, javaScriptEnabled)
  await expect(page).toHaveURL('/private')
})
