import type { Page } from '@playwright/test'
import { secretKey } from 'supabase-embedded'
import { ADMIN } from '../../support/stack.ts'
import { expect, signIn, signOut, test } from '../fixtures.ts'
import { join } from '../sign-in-steps.ts'

test.use({
  settings: { EMAIL_FROM: 'Acme <no-reply@example.com>', SUPABASE_SECRET_KEY: secretKey },
})

async function invite(page: Page, email: string) {
  await page.goto('/login')
  await signIn(page, ADMIN)
  await expect(page).toHaveURL('/private')
  await page.goto('/o/acme')
  await page.getByRole('link', { name: 'Invitations' }).click()
  await page.getByLabel('Email', { exact: true }).fill(email)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText('Invitation sent.')).toBeVisible()
  await expect(page.getByText(email, { exact: true })).toBeVisible()
}

test('a colleague without an account joins an organization with one email', async ({
  page,
  mailbox,
  person,
  openBrowser,
}) => {
  await invite(await openBrowser(), person.email)
  const { links } = await mailbox.latest({ to: person.email })
  await page.goto(links[0] ?? '')
  await expect(page.getByRole('heading', { name: 'Join Acme' })).toBeVisible()
  await page.getByRole('button', { name: 'Accept invitation' }).click()
  await expect(page).toHaveURL('/o/acme')
  await expect(page.getByRole('heading', { level: 1, name: 'Acme' })).toBeVisible()
  expect(await mailbox.count({ to: person.email })).toBe(1)
})

test('a colleague who is signed in with another account switches to the invited one', async ({
  page,
  mailbox,
  person,
  openBrowser,
}) => {
  const confirmation = await join(page, mailbox, person)
  await signOut(page, person)
  await invite(await openBrowser(), person.email)
  await join(page, mailbox, { ...person, email: `other-${person.email}` })
  const { links } = await mailbox.latest({ to: person.email, after: confirmation })
  await page.goto(links[0] ?? '')
  await expect(page.getByText(`You’re signed in as other-${person.email}.`)).toBeVisible()
  await page.getByRole('button', { name: 'Sign out and continue' }).click()
  await page.getByRole('main').getByRole('link', { name: 'Sign in', exact: true }).click()
  await signIn(page, person)
  await page.getByRole('button', { name: 'Accept invitation' }).click()
  await expect(page).toHaveURL('/o/acme')
})
