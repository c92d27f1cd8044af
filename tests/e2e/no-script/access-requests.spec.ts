import { ADMIN } from '../../support/stack.ts'
import { announcements } from '../account-steps.ts'
import { expect, linkIn, signIn, signUp, test } from '../fixtures.ts'

// Its own application, which sends emails and limits sign-up.
test.use({ settings: { EMAIL_FROM: 'Acme <no-reply@example.com>' } })

test('access is requested, approved until a day, used, and ends', async ({
  page,
  mailbox,
  person,
  running,
  openBrowser,
}) => {
  await running.sql(`update private.signup_policy set mode = 'request'`)
  await page.goto('/request-access')
  await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('Email').fill('no address')
  await page.getByLabel('Why do you need access?').fill('I teach here.')
  await page.getByRole('button', { name: 'Request access' }).click()
  await expect(page.getByLabel('Email')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Why do you need access?')).toHaveValue('I teach here.')
  await page.getByLabel('Email').fill(person.email)
  await page.getByRole('button', { name: 'Request access' }).click()
  await expect(page.getByRole('heading', { name: 'Request sent' })).toBeVisible()

  const admin = await openBrowser()
  await admin.goto('/login')
  await signIn(admin, ADMIN)
  await expect(admin).toHaveURL('/private')
  await admin.goto('/admin/access-requests')
  await expect(admin.getByText('I teach here.')).toBeVisible()
  await admin.getByLabel('Access until (UTC)').fill('2001-01-01T12:00')
  await admin.getByRole('button', { name: `Approve ${person.email}` }).click()
  await expect(admin.getByLabel('Access until (UTC)')).toHaveAttribute('aria-invalid', 'true')
  const tomorrow = new Date(Date.now() + 24 * 60 * 60_000).toISOString()
  await admin.getByLabel('Access until (UTC)').fill(tomorrow.slice(0, 16))
  await admin.getByRole('button', { name: `Approve ${person.email}` }).click()
  await expect(announcements(admin, 'Request approved.')).toBeVisible()

  const approval = await mailbox.latest({ to: person.email })
  expect(approval.subject).toBe('Your request for access was approved')
  await page.goto(approval.links[0] ?? '')
  await expect(page).toHaveURL('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  await page.goto(linkIn(await mailbox.latest({ to: person.email, after: approval })))
  await expect(page).toHaveURL('/private')
  await admin.goto('/admin/access-requests?status=approved')
  await expect(admin.getByRole('link', { name: 'Has an account' })).toBeVisible()

  await running.sql('select private.set_access_until(id, now()) from auth.users where email = $1', [
    person.email,
  ])
  await page.goto('/private')
  await expect(page).toHaveURL(/\/login\?.*notice=access-ended/)
  await signIn(page, person)
  await expect(page).not.toHaveURL('/private')
})
