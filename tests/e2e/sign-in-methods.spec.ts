import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { advanceOneHour, announcements } from './account-steps.ts'
import { expect, signOut, test } from './fixtures.ts'
import { continueAs, join } from './sign-in-steps.ts'

const PAGE = '/account/sign-in-methods'

const someLogin = () => `gh${randomUUID().slice(0, 8)}`

const methodsOn = (page: Page) =>
  page.getByRole('list', { name: 'Your sign-in methods' }).getByRole('listitem')

async function connect(page: Page, login: string) {
  await page.goto(PAGE)
  await page.getByRole('button', { name: 'Connect GitHub' }).click()
  await continueAs(page, login)
}

async function remove(page: Page, name: string) {
  await page.getByText(`Remove ${name}`, { exact: true }).click()
  await page.getByRole('button', { name: `Yes, remove ${name}` }).click()
}

async function signInWithGitHub(page: Page, login: string) {
  await page.goto('/login')
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await continueAs(page, login)
  await expect(page).toHaveURL('/private')
}

const expectAccountOf = (page: Page, email: string) =>
  expect(page.getByRole('main').getByText(email)).toBeVisible()

test.beforeEach(({ page, mailbox, person }) => join(page, mailbox, person))

test('GitHub is connected, signs in to the same account, and is removed; the owner is notified of both', async ({
  page,
  mailbox,
  person,
}) => {
  const login = someLogin()
  await connect(page, login)
  await expect(page).toHaveURL(`${PAGE}?connected=github`)
  await expect(announcements(page, 'GitHub is now connected.')).toBeVisible()
  await expect(methodsOn(page)).toHaveCount(2)
  await expect(methodsOn(page).filter({ hasText: 'GitHub' })).toContainText(`${login}@example.com`)
  await expect(page.getByRole('button', { name: 'Connect GitHub' })).toHaveCount(0)
  await mailbox.latest({ to: person.email, subject: 'A sign-in method was added' })
  await page.goto('/account/sessions')
  await expect(page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')).toHaveCount(1)

  await signOut(page, person)
  await signInWithGitHub(page, login)
  await expectAccountOf(page, person.email)

  await page.goto(PAGE)
  await remove(page, 'GitHub')
  await expect(announcements(page, 'Sign-in method removed.')).toBeVisible()
  await expect(methodsOn(page)).toHaveCount(1)
  await expect(page.getByText(/^Remove/)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Connect GitHub' })).toBeVisible()
  await mailbox.latest({ to: person.email, subject: 'A sign-in method was removed' })

  await signOut(page, person)
  await signInWithGitHub(page, login)
  await expectAccountOf(page, `${login}@example.com`)
})

test('without an email sign-in, GitHub alone signs in and cannot be removed', async ({
  page,
  mailbox,
  person,
}) => {
  const login = someLogin()
  await connect(page, login)
  await expect(
    page.getByText('If you remove Email, the email address of your account becomes'),
  ).toContainText(`${login}@example.com`)
  await remove(page, 'Email')
  await expect(announcements(page, 'Sign-in method removed.')).toBeVisible()
  await expect(methodsOn(page)).toHaveCount(1)
  await expect(page.getByText(/^Remove/)).toHaveCount(0)
  await mailbox.latest({ to: person.email, subject: 'A sign-in method was removed' })
  await page.goto('/account')
  await expect(page.getByLabel('Name')).toHaveValue(person.name)
})

test('a form opened before the other method was removed cannot remove the last one', async ({
  page,
  context,
}) => {
  await connect(page, someLogin())
  await expect(methodsOn(page)).toHaveCount(2)
  const tab = await context.newPage()
  await tab.goto(PAGE)
  await remove(tab, 'GitHub')
  await expect(announcements(tab, 'Sign-in method removed.')).toBeVisible()
  await remove(page, 'Email')
  await expect(announcements(page, 'This is your only sign-in method, so it can’t be removed.')).toBeVisible()
  await expect(methodsOn(page)).toHaveCount(1)
})

test('the GitHub account of another user is rejected with an explanation', async ({
  page,
  browser,
  baseURL,
  person,
}) => {
  const login = someLogin()
  const context = await browser.newContext({ ...(baseURL && { baseURL }) })
  const other = await context.newPage()
  await signInWithGitHub(other, login)
  await context.close()

  await connect(page, login)
  await expect(page).toHaveURL(/\/account\/sign-in-methods\?/)
  await expect(announcements(page, 'That account is already linked to another user')).toBeVisible()
  await expect(methodsOn(page)).toHaveCount(1)
  await page.goto('/private')
  await expectAccountOf(page, person.email)
})

test('declining at GitHub changes nothing and says so', async ({ page }) => {
  await page.goto(PAGE)
  await page.getByRole('button', { name: 'Connect GitHub' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(announcements(page, 'Nothing was changed.')).toBeVisible()
  await expect(methodsOn(page)).toHaveCount(1)
})

test('connecting and removing require re-authentication, which leads back', async ({
  page,
  context,
  running,
  person,
}) => {
  await advanceOneHour(context, running.sql, person)
  await page.goto(PAGE)
  await page.getByRole('button', { name: 'Connect GitHub' }).click()
  await expect(page).toHaveURL('/account/reauthenticate?redirectedFrom=%2Faccount%2Fsign-in-methods')
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL(PAGE)
  await connect(page, someLogin())
  await expect(methodsOn(page)).toHaveCount(2)
  await advanceOneHour(context, running.sql, person)
  await remove(page, 'GitHub')
  await expect(page).toHaveURL(/\/account\/reauthenticate\?/)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('GitHub is connected and removed', async ({ page }) => {
    await connect(page, someLogin())
    await expect(announcements(page, 'GitHub is now connected.')).toBeVisible()
    await remove(page, 'GitHub')
    await expect(methodsOn(page)).toHaveCount(1)
  })
})
