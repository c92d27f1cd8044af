import { insertUsers } from '../support/users.ts'
import { advanceOneHour, announcements } from './account-steps.ts'
import { expectCleanAddress, heading } from './email-steps.ts'
import { expect, linkIn, signIn, signOut, test } from './fixtures.ts'
import { join, requestEmail } from './sign-in-steps.ts'

test('change of address: both emails confirm it, and the first says that there is another', async ({
  page,
  mailbox,
  person,
}) => {
  await join(page, mailbox, person)
  const newEmail = `new-${person.email}`
  await page.goto('/account/email')
  await page.getByLabel('New email').fill(newEmail)
  await page.getByRole('button', { name: 'Send confirmation emails' }).click()
  await expect(announcements(page, newEmail)).toBeVisible()

  const subject = 'Confirm your new email address'
  await page.goto(linkIn(await mailbox.latest({ to: newEmail, subject })))
  await expect(heading(page, 'Confirm your other email address')).toBeVisible()
  await page.goto('/account/email')
  await expect(page.getByText('You sign in with').getByText(person.email)).toBeVisible()

  await page.goto(linkIn(await mailbox.latest({ to: person.email, subject })))
  await expectCleanAddress(page, '/account/email')
  await expect(page.getByText('You sign in with').getByText(newEmail)).toBeVisible()
  await signOut(page, { ...person, email: newEmail })
  await page.goto('/login')
  await signIn(page, { ...person, email: newEmail })
  await expect(page).toHaveURL('/private')
})

test('change of address: can be finished in another browser', async ({
  page,
  mailbox,
  person,
  templates,
  openBrowser,
}) => {
  await join(page, mailbox, person)
  const newEmail = `new-${person.email}`
  await page.goto('/account/email')
  await page.getByLabel('New email').fill(newEmail)
  await page.getByRole('button', { name: 'Send confirmation emails' }).click()
  await expect(announcements(page, newEmail)).toBeVisible()

  const subject = 'Confirm your new email address'
  const other = await openBrowser()
  for (const [to, title] of [
    [person.email, 'Confirm your other email address'],
    [newEmail, 'Your email address has been changed'],
  ] as const) {
    await other.goto(linkIn(await mailbox.latest({ to, subject })))
    if (templates === 'own') await other.getByRole('button', { name: 'Confirm change' }).click()
    if (templates === 'default' || to === person.email) await expect(heading(other, title)).toBeVisible()
  }
  if (templates === 'own') await expect(other).toHaveURL('/account/email')
  else {
    await other.getByRole('link', { name: 'Back to sign in' }).click()
    await expect(other).toHaveURL(/\/login/)
    await signIn(other, { ...person, email: newEmail })
  }
  await expect(other.getByRole('main').getByText(newEmail)).toBeVisible()
})

test('re-authentication: the emailed link leads back', async ({
  page,
  context,
  running,
  mailbox,
  person,
}) => {
  const before = await join(page, mailbox, person)
  await advanceOneHour(context, running.sql, person)
  await page.goto('/account/data/delete')
  await page.getByRole('link', { name: 'Confirm by email instead' }).click()
  await page.getByRole('button', { name: 'Send code' }).click()
  await expect(announcements(page, 'An email is on its way')).toBeVisible()
  await page.goto(linkIn(await mailbox.latest({ to: person.email, after: before })))
  await expectCleanAddress(page, '/account/data/delete')
  await expect(page.getByLabel('Your email address')).toBeVisible()
})

test('a link for another account says so and waits for a click', async ({
  page,
  mailbox,
  person,
  running,
  templates,
}) => {
  const other = { ...person, email: `other-${person.email}` }
  await insertUsers(running.sql, [other.email])
  await join(page, mailbox, person)
  await signOut(page, person)
  await page.goto('/magic-link')
  await requestEmail(page, 'Send sign-in link', other.email)
  const link = linkIn(await mailbox.latest({ to: other.email }))
  await page.goto('/login')
  await signIn(page, person)
  await expect(page).toHaveURL('/private')

  await page.goto(link)
  await expectCleanAddress(page, '/confirm')
  await expect(page.getByText(`You’re signed in as ${person.email}.`)).toContainText(other.email)
  await page.getByRole('link', { name: 'Cancel and stay signed in' }).click()
  await expect(page).toHaveURL('/private')
  await expect(page.getByRole('main').getByText(person.email)).toBeVisible()
  await page.goto('/confirm')
  await page.getByRole('button', { name: templates === 'own' ? 'Sign in' : 'Continue' }).click()
  await expect(page).toHaveURL('/private')
  await expect(page.getByRole('main').getByText(other.email)).toBeVisible()
})
