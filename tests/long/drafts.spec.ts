import type { Page } from '@playwright/test'
import { expect, signIn, signOut, test } from '../e2e/fixtures.ts'
import { join } from '../e2e/sign-in-steps.ts'
import { MEMBER } from '../support/stack.ts'

const TEXT = 'Half a thought,\nnot yet sent'

test.beforeEach(async ({ page, mailbox, person }) => {
  await join(page, mailbox, person)
})

/** A tab with one saved and one unsaved note. */
async function writing(tab: Page) {
  await tab.goto('/private')
  await tab.getByLabel('New note').fill('A saved secret')
  await tab.getByRole('button', { name: 'Add note' }).click()
  await expect(tab.getByRole('list').getByText('A saved secret')).toBeVisible()
  await tab.getByLabel('New note').fill(TEXT)
}

async function expectKept(tab: Page) {
  await expect(tab).toHaveURL('/login?redirectedFrom=%2Fprivate')
  await expect(tab.getByRole('heading', { name: 'You have been signed out' })).toBeVisible()
  await expect(tab.getByRole('status').getByText('Sign in again to save what you wrote.')).toBeVisible()
  await expect(tab.getByLabel('New note')).toHaveValue(TEXT)
}

test('a sign-out in one tab keeps the draft in another, and nothing else of that page', async ({
  page,
  context,
  person,
}) => {
  const tab = await context.newPage()
  await writing(tab)
  await page.goto('/private')
  await signOut(page, person)
  await expectKept(tab)
  const rest = await tab.content()
  expect(rest).not.toContain('A saved secret')
  expect(rest).not.toContain(person.email)

  await tab.reload()
  await expectKept(tab)
  await tab.getByLabel('New note').fill(`${TEXT}, and more`)
  await signIn(tab, person)
  await expect(tab).toHaveURL('/private')
  await expect(tab.getByLabel('New note')).toHaveValue(`${TEXT}, and more`)
  await tab.getByRole('button', { name: 'Add note' }).click()
  await expect(tab.getByRole('list').getByText('Half a thought')).toBeVisible()
  await tab.reload()
  await expect(tab.getByLabel('New note')).toHaveValue('')
})

test('signing in again in the other tab restores the draft in its form', async ({
  page,
  context,
  person,
}) => {
  const tab = await context.newPage()
  await writing(tab)
  await page.goto('/private')
  await signOut(page, person)
  await expectKept(tab)
  await page.goto('/login')
  await signIn(page, person)
  await expect(tab).toHaveURL('/private')
  await expect(tab.getByLabel('New note')).toHaveValue(TEXT)
})

test('another user who signs in sees no draft', async ({ page, context, person }) => {
  const tab = await context.newPage()
  await writing(tab)
  await page.goto('/private')
  await signOut(page, person)
  await expectKept(tab)
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(tab).toHaveURL('/private')
  await expect(tab.getByLabel('New note')).toHaveValue('')
  await signOut(page, MEMBER)
  await expect(tab).toHaveURL('/login?redirectedFrom=%2Fprivate')
  await expect(tab.getByLabel('Password', { exact: true })).toBeVisible()
  expect(await tab.content()).not.toContain('Half a thought')
  expect(await tab.evaluate(() => window.sessionStorage.length)).toBe(0)
})

test('a tab without a draft just follows, and no password is stored', async ({ page, context, person }) => {
  const tab = await context.newPage()
  await tab.goto('/account/password')
  await tab.getByLabel('New password').fill('violet hat on tuesday')
  await tab.getByRole('button', { name: 'Show new password' }).click()
  await page.goto('/private')
  await signOut(page, person)
  await expect(tab).toHaveURL('/login?redirectedFrom=%2Faccount%2Fpassword')
  await expect(tab.getByLabel('Password', { exact: true })).toBeVisible()
  await expect(tab.getByRole('heading', { name: 'You have been signed out' })).toHaveCount(0)
  expect(await tab.evaluate(() => window.sessionStorage.length)).toBe(0)
})
