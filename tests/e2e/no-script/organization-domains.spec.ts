import { ADMIN } from '../../support/stack.ts'
import { expect, signIn, test } from '../fixtures.ts'
import { join } from '../sign-in-steps.ts'

test('a colleague at the domain of an organization joins it with one button', async ({
  page,
  mailbox,
  person,
  openBrowser,
}) => {
  const colleague = { ...person, email: person.email.replace('@example.com', '@acme.example') }
  await join(page, mailbox, colleague)
  const admin = await openBrowser()
  await admin.goto('/login')
  await signIn(admin, ADMIN)
  await expect(admin).toHaveURL('/private')
  await admin.goto('/o/acme/invitations')
  await expect(admin.getByRole('list', { name: 'Email domains' })).toContainText('acme.example')
  await admin.goto('/o/acme/members')
  await expect(admin.getByText(colleague.email)).toBeHidden()

  await page.goto('/organizations')
  await expect(page.getByText('You can join Acme')).toBeVisible()
  await page.getByRole('button', { name: 'Join Acme' }).click()
  await expect(page).toHaveURL('/o/acme')
  await expect(page.getByRole('heading', { level: 1, name: 'Acme' })).toBeVisible()
  await admin.reload()
  await expect(admin.getByText(colleague.email)).toBeVisible()
})
