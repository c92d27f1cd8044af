import type { Page } from '@playwright/test'
import { expect, linkIn, test } from '../fixtures.ts'
import { join } from '../sign-in-steps.ts'

async function startGuest(page: Page, note: string) {
  await page.goto('/')
  await page.getByRole('link', { name: 'Try it without an account' }).click()
  await page.getByRole('button', { name: 'Try it without an account' }).click()
  await expect(page).toHaveURL('/private')
  await page.getByLabel('New note').fill(note)
  await page.getByRole('button', { name: 'Add note' }).click()
  await expect(page.getByText(note)).toBeVisible()
}

async function addEmail(page: Page, email: string) {
  await page.getByRole('link', { name: 'add your email address' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Send confirmation email' }).click()
  await expect(page.getByRole('heading', { name: 'Check your inbox' })).toBeVisible()
}

test('a guest adds an email address and keeps the notes', async ({ page, mailbox, person }) => {
  await startGuest(page, 'written as a guest')
  await addEmail(page, person.email)
  await page.goto(linkIn(await mailbox.latest({ to: person.email })))
  await expect(page.getByRole('heading', { name: 'You’re all set' })).toBeVisible()
  await page.getByRole('link', { name: 'Open your notes' }).click()
  await expect(page.getByText('written as a guest')).toBeVisible()
  await expect(page.getByText(person.email).first()).toBeVisible()
})

test('a guest whose address has an account takes the notes there', async ({
  page,
  mailbox,
  person,
  openBrowser,
}) => {
  const confirmation = await join(await openBrowser(), mailbox, person)
  await startGuest(page, 'written as a guest')
  await addEmail(page, person.email)
  await page.goto(linkIn(await mailbox.latest({ to: person.email, after: confirmation })))
  await expect(page.getByRole('heading', { name: 'Move your notes?' })).toBeVisible()
  await page.getByRole('button', { name: 'Move 1 note' }).click()
  await expect(page.getByText('Your notes from the guest session are now in this account.')).toBeVisible()
  await expect(page.getByText('written as a guest')).toBeVisible()
})
