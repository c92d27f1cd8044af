import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { emailedLink, NEWCOMER, type Site } from '../browser-sessions.ts'
import { SSO_DOMAIN, type StackUser } from '../stack.ts'
import { press } from './state.ts'

/** Requests an email with a form. */
export async function requestEmail(page: Page, path: string, email: string): Promise<void> {
  await page.goto(path)
  await page.getByLabel('Email').fill(email)
  await press(page, path === '/magic-link' ? 'Send' : 'Send reset link')
  await page.waitForURL('/check-email')
}

/** Signs in or connects with the GitHub of the tests. */
export async function continueWithGitHub(page: Page, button: string, login: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page.getByLabel('Another account').fill(login)
  await page.getByRole('button', { name: 'Continue as this account' }).click()
}

/** Signs in with single sign-on as a user of the local identity provider, and opens a path. */
export async function continueWithSso(page: Page, path: string): Promise<void> {
  await page.goto(`/sso?${new URLSearchParams({ redirectedFrom: path })}`)
  const email = `sso-${randomUUID().slice(0, 8)}@${SSO_DOMAIN}`
  await page.getByLabel('Email').fill(email)
  await press(page, 'Continue')
  await page.getByLabel('Another user').fill(email)
  await page.getByRole('button', { name: 'Continue as this user' }).click()
  await page.waitForURL(path)
}

/** Fills in the sign-in form and sends it. */
export async function signIn(page: Page, { email, password }: StackUser): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Signs up a new user, who ends at the notes. */
export async function join(page: Page, { mailbox }: Site): Promise<StackUser> {
  const user = { ...NEWCOMER, email: `ada-${randomUUID()}@example.com` }
  await page.goto('/signup')
  await page.getByLabel('Name').fill(user.name)
  await page.getByLabel('Email').fill(user.email)
  await page.getByLabel('Password', { exact: true }).fill(user.password)
  await page.getByLabel('Confirm password').fill(user.password)
  await page.getByRole('checkbox', { name: /terms/ }).check()
  await press(page, 'Create account')
  await page.waitForURL('/check-email')
  await page.goto(await emailedLink(mailbox, user.email))
  await page.waitForURL('/private')
  return user
}
