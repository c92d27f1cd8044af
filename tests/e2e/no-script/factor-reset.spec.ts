import { verificationCode } from '../../support/authenticator.ts'
import { ADMIN } from '../../support/stack.ts'
import { announcements } from '../account-steps.ts'
import { expect, signIn, test } from '../fixtures.ts'
import { join } from '../sign-in-steps.ts'

test('an admin resets a user’s two-factor authentication, and the user signs in with the password alone', async ({
  page,
  mailbox,
  person,
  running,
}) => {
  await join(page, mailbox, person)
  await page.goto('/account/two-factor/authenticator')
  await page.getByRole('button', { name: 'Continue' }).click()
  const key = await page.getByText('Setup key', { exact: true }).locator('+ *').textContent()
  await page.getByLabel('6-digit code').fill(verificationCode((key ?? '').replaceAll(' ', '')))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByRole('heading', { name: 'Save your recovery codes' })).toBeVisible()

  await page.context().clearCookies()
  await page.goto('/login')
  await signIn(page, ADMIN)
  await expect(page).toHaveURL('/private')
  await page.goto(`/admin?search=${person.email}`)
  await page.getByRole('link', { name: person.email }).click()
  const reset = page.getByRole('button', { name: 'Reset two-factor authentication' })
  await reset.click()
  await expect(announcements(page, 'Enter a reason.')).toBeVisible()
  const form = page.locator('form').filter({ has: reset })
  await form.getByLabel('Reason').fill('Video call')
  await reset.click()
  await expect(announcements(page, 'Reset requested.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel the reset' }).click()
  await expect(announcements(page, 'Reset canceled.')).toBeVisible()
  await form.getByLabel('Reason').fill('Video call')
  await reset.click()
  await expect(page.getByText('A reset was requested.')).toBeVisible()

  await running.sql(
    `update private.factor_resets set due_at = now() where user_id = (select id from auth.users where email = $1)`,
    [person.email],
  )
  await page.context().clearCookies()
  await page.goto('/login')
  await signIn(page, person)
  await expect(page).toHaveURL(/\/mfa/)
  await page.getByRole('button', { name: 'Turn off and continue' }).click()
  await expect(page).toHaveURL('/private')
})
