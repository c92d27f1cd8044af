import type { Page } from '@playwright/test'
import type { Mailbox } from '../support/mailbox.ts'
import type { StackUser } from '../support/stack.ts'
import { expect, linkIn, signUp } from './fixtures.ts'

/** Creates a confirmed account that is signed in in this page's browser. */
export async function join(page: Page, mailbox: Mailbox, person: StackUser) {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  const confirmation = await mailbox.latest({ to: person.email })
  await page.goto(linkIn(confirmation))
  await expect(page).toHaveURL('/private')
  return confirmation
}

/** Requests an email with the form of the current page. */
export async function requestEmail(page: Page, button: string, email: string) {
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: button }).click()
  await expect(page).toHaveURL('/check-email')
}

/** Chooses a user on the local GitHub's consent page. */
export async function continueAs(page: Page, login: string) {
  await expect(page.getByRole('heading', { name: 'Local GitHub' })).toBeVisible()
  await page.getByLabel('Another account').fill(login)
  await page.getByRole('button', { name: 'Continue as this account' }).click()
}
