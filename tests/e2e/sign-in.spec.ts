import type { Page } from '@playwright/test'
import type { StackUser } from '../support/stack.ts'
import { expect, linkIn, signIn, signOut, test } from './fixtures.ts'
import { join, requestEmail } from './sign-in-steps.ts'

const PAGES_FOR_GUESTS = [
  '/login',
  '/signup',
  '/magic-link',
  '/forgot-password',
  '/check-email',
  '/reset-password',
]

/** Chooses a user on the local GitHub's consent page. */
async function continueAs(page: Page, login: string) {
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await expect(page.getByRole('heading', { name: 'Local GitHub' })).toBeVisible()
  await page.getByLabel('Another account').fill(login)
  await page.getByRole('button', { name: 'Continue as this account' }).click()
}

const loginOf = ({ email }: StackUser) => email.replace(/@.*/, '')

test.describe('with GitHub', () => {
  test('a new user is signed in on the original page, and nothing is left in the URL', async ({
    page,
    person,
  }) => {
    await page.goto('/private?x=1')
    await continueAs(page, loginOf(person))
    await expect(page).toHaveURL('/private?x=1')
    await expect(page.getByRole('main').getByText(person.email)).toBeVisible()

    await page.goto('/signup')
    await expect(page).toHaveURL('/private')
    await signOut(page, person)
    await page.goto('/signup?redirectedFrom=%2Fprivate%3Fy%3D2')
    await continueAs(page, loginOf(person))
    await expect(page).toHaveURL('/private?y=2')
  })

  test('an account with the same address gets another sign-in method and is notified', async ({
    page,
    mailbox,
    person,
  }) => {
    await join(page, mailbox, person)
    await signOut(page, person)
    await page.goto('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
    await continueAs(page, loginOf(person))
    await expect(page.getByRole('heading', { name: 'GitHub is now connected' })).toBeVisible()
    await page.getByRole('link', { name: 'Continue', exact: true }).click()
    await expect(page).toHaveURL('/private?x=1')

    await signOut(page, person)
    await page.goto('/login')
    await continueAs(page, loginOf(person))
    await expect(page).toHaveURL('/private')
    await signOut(page, person)
    await page.goto('/login')
    await signIn(page, person)
    await expect(page).toHaveURL('/private')
  })

  test('declining changes nothing, says so, and keeps the redirect target', async ({ page }) => {
    await page.goto('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
    await page.getByRole('button', { name: 'Continue with GitHub' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('heading', { name: 'Sign-in canceled' })).toBeVisible()
    await page.getByRole('link', { name: 'Back to sign in' }).click()
    await expect(page).toHaveURL('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
  })

  test('an address that GitHub has not confirmed does not sign in', async ({ page }) => {
    await page.goto('/login')
    await page.getByRole('button', { name: 'Continue with GitHub' }).click()
    await page.getByRole('button', { name: 'impostor' }).click()
    await expect(page.getByRole('heading', { name: 'Your email address isn’t verified' })).toBeVisible()
    await page.goto('/private')
    await expect(page).toHaveURL(/\/login/)
  })
})

test.describe('by email', () => {
  test('the link signs in and continues', async ({ page, mailbox, person }) => {
    const confirmation = await join(page, mailbox, person)
    await signOut(page, person)
    await page.goto('/private?x=1')
    await page.getByRole('link', { name: 'Email me a sign-in link' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in with a link' })).toBeVisible()
    await requestEmail(page, 'Send sign-in link', person.email)

    await page.goto(linkIn(await mailbox.latest({ to: person.email, after: confirmation })))
    await expect(page).toHaveURL('/private?x=1')
  })

  test('the code signs in and continues', { tag: '@own-templates' }, async ({ page, mailbox, person }) => {
    const confirmation = await join(page, mailbox, person)
    await signOut(page, person)
    await page.goto('/magic-link?redirectedFrom=%2Fprivate%3Fx%3D1')
    await requestEmail(page, 'Send sign-in link', person.email)

    const { code } = await mailbox.latest({ to: person.email, after: confirmation })
    await page.getByLabel('6-digit code').fill(`${code?.slice(0, 3)} ${code?.slice(3)}`)
    await page.getByRole('button', { name: 'Sign in with code' }).click()
    await expect(page).toHaveURL('/private?x=1')
  })

  test('an unknown address sees the same and gets neither an email nor an account', async ({
    page,
    mailbox,
    person,
  }) => {
    const responses = []
    for (const email of ['example-admin@example.com', person.email]) {
      await page.goto('/magic-link')
      await requestEmail(page, 'Send sign-in link', email)
      responses.push((await page.getByRole('main').textContent())?.replaceAll(email, ''))
    }
    expect(responses[0]).toBe(responses[1])
    await mailbox.latest({ to: 'example-admin@example.com' })
    expect(await mailbox.count({ to: person.email })).toBe(0)
  })

  test('after five incorrect codes, the correct one is not checked, and the link still works', {
    tag: '@own-templates',
  }, async ({ page, mailbox, person }) => {
    const confirmation = await join(page, mailbox, person)
    await signOut(page, person)
    // As another browser: this one has signed in before and has five more attempts.
    await page.context().clearCookies()
    await page.goto('/magic-link')
    await requestEmail(page, 'Send sign-in link', person.email)
    const sent = await mailbox.latest({ to: person.email, after: confirmation })
    const wrong = sent.code === '000000' ? '111111' : '000000'
    const alert = page.getByRole('main').getByRole('alert')
    for (const [code, answer, status] of [
      ...Array(5).fill([wrong, 'This code is incorrect or has expired.', 200]),
      [sent.code, 'Too many incorrect codes.', 429],
    ]) {
      await page.getByLabel('6-digit code').fill(code)
      const responded = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByRole('button', { name: 'Sign in with code' }).click()
      expect((await responded).status()).toBe(status)
      await expect(alert).toContainText(answer)
    }
    await expect(page.getByLabel('6-digit code')).toHaveValue(sent.code ?? '')
    await page.goto(linkIn(sent))
    await expect(page).toHaveURL('/private')
  })

  test('shows the cooldown before another email', async ({ page, person }) => {
    await page.goto('/magic-link')
    await page.getByLabel('Email').fill(person.email)
    await page.getByRole('button', { name: 'Send sign-in link' }).click()
    await expect(page.getByText('You can request another email in 1 second.')).toBeVisible()
    await expect(async () => {
      await page.getByRole('button', { name: 'Resend email' }).click()
      await expect(page.getByRole('status').filter({ hasText: 'a new email is on its way' })).toBeVisible()
    }).toPass()
  })
})

test('a signed-in user sees none of these pages', async ({ page, mailbox, person }) => {
  await join(page, mailbox, person)
  for (const path of PAGES_FOR_GUESTS) {
    await page.goto(path)
    await expect(page).toHaveURL('/private')
  }
})
