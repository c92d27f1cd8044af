import { UnauthorizedUsers } from '../support/unauthorized-users.ts'
import { expect, linkIn, signIn, signOut, test } from './fixtures.ts'
import { join } from './sign-in-steps.ts'

const CLOSED = /^Too many attempts\. Try again in \d+ minutes, or get a sign-in link by email\.$/
const PACED = /^We just emailed this address\. Open the latest email, or request another in [1-3] minutes?\.$/

test('a password locked by attackers: the message leads to the newest email, which signs the owner in', async ({
  page,
  browser,
  baseURL,
  javaScriptEnabled,
  mailbox,
  person,
}) => {
  await join(page, mailbox, person)
  await signOut(page, person)
  const attackers = new UnauthorizedUsers(baseURL ?? '')
  for (let n = 0; n < 5; n += 1) await attackers.guess(person.email)
  await Promise.all(Array.from({ length: 7 }, () => attackers.requestEmail(person.email)))

  const otherDevice = await browser.newContext({ baseURL, javaScriptEnabled })
  const other = await otherDevice.newPage()
  await other.goto('/login')
  await signIn(other, person)
  await expect(other.getByRole('main').getByRole('alert')).toHaveText(CLOSED)
  await expect(other.getByLabel('Email')).toHaveValue(person.email)
  await other.getByRole('link', { name: 'Email me a sign-in link' }).click()
  await expect(other.getByRole('button', { name: 'Send sign-in link' })).toBeVisible()
  await other.getByLabel('Email').fill(person.email)
  await other.getByRole('button', { name: 'Send sign-in link' }).click()
  await expect(other).toHaveURL('/check-email')
  await expect(other.getByRole('status').filter({ hasText: PACED })).toBeVisible()
  await expect(other.getByLabel('6-digit code')).toBeVisible()
  await other.getByRole('button', { name: 'Resend email' }).click()
  await expect(other.getByRole('main').getByRole('alert')).toHaveText(PACED)
  await other.goto(linkIn(await mailbox.latest({ to: person.email })))
  await other.getByRole('main').getByRole('button').click()
  await expect(other).toHaveURL('/private')
  await otherDevice.close()

  await page.goto('/login')
  await signIn(page, person)
  await expect(page).toHaveURL('/private')
})
