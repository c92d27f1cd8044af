import { randomUUID } from 'node:crypto'
import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import type { Sql } from 'supabase-embedded'
import { LOCAL_PUBLISHABLE_KEY, LOCAL_SUPABASE_URL } from '../../utils/env.ts'
import { startApp } from '../support/app.ts'
import { cliDatabase } from '../support/cli-database.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { type Mailbox, openMailbox } from '../support/mailbox.ts'
import { Secrets } from '../support/secrets.ts'
import { type StackUser, startStack } from '../support/stack.ts'
import { test as base, expect } from './base.ts'
import { watchBrowser, watchMailbox } from './watch-secrets.ts'

type Running = {
  url: string
  supabaseUrl: string
  proxy: FaultProxy
  mailbox: Mailbox
  /** Runs SQL as the owner of the database: for tests that move the clock. */
  sql: Sql
  /** The output of the app so far. */
  output(): string
  /** Every password, token, code, and address used in a test. At the end, the app's output is searched for them. */
  secrets: Secrets
}

type WorkerFixtures = {
  /** Which email templates are used: this project's, or the Auth server's defaults, which a free hosted project cannot edit. */
  templates: 'own' | 'default'
  /** Environment variables of the app. */
  settings: Record<string, string>
  /** The app and its servers, once per worker. */
  running: Running
}

type TestFixtures = {
  mailbox: Mailbox
  /** The proxy between the app's server and Supabase. */
  upstream: FaultProxy
  /** A new user for each test. */
  person: StackUser
  /** Opens another browser, which has no cookies. It closes after the test. */
  openBrowser(options?: BrowserContextOptions): Promise<Page>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  templates: ['own', { option: true, scope: 'worker' }],
  settings: [{}, { option: true, scope: 'worker' }],
  running: [
    async ({ templates, settings }, use) => {
      const { app, mailbox, close, ...rest } =
        process.env.E2E_BACKEND === 'cli'
          ? await startOnCli(settings)
          : await startOnEmbedded(templates, settings)
      const { url, output } = app
      await use({ url, output, mailbox: watchMailbox(mailbox, rest.secrets), ...rest })
      await close()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  browser: [
    async ({ browser, running }, use) => {
      const newContext = browser.newContext.bind(browser)
      browser.newContext = async (options) => {
        const context = await newContext(options)
        watchBrowser(context, running.secrets)
        return context
      }
      await use(browser)
      browser.newContext = newContext
    },
    { scope: 'worker' },
  ],
  // No page of any test may violate its Content-Security-Policy.
  context: async ({ context }, use) => {
    const violations = policyViolations(context)
    await use(context)
    expect(violations).toEqual([])
  },
  baseURL: ({ running }, use) => use(running.url),
  mailbox: ({ running }, use) => use(running.mailbox),
  upstream: async ({ running }, use) => {
    running.proxy.reset()
    await use(running.proxy)
    await running.proxy.fault(null)
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright derives a fixture's dependencies from this pattern.
  person: async ({}, use) => {
    const id = randomUUID().slice(0, 8)
    await use({ name: `Ada ${id}`, email: `ada-${id}@example.com`, password: `a long password ${id}` })
  },
  openBrowser: async ({ browser, baseURL, javaScriptEnabled }, use) => {
    const opened: BrowserContext[] = []
    await use(async (options) => {
      const context = await browser.newContext({
        ...(baseURL && { baseURL }),
        javaScriptEnabled,
        ...options,
      })
      opened.push(context)
      return await context.newPage()
    })
    for (const context of opened) await context.close()
  },
})

export { expect }

/** The app with its own embedded backend. */
async function startOnEmbedded(templates: WorkerFixtures['templates'], settings: Record<string, string>) {
  const stack = await startStack(settings, {
    defaultTemplates: templates === 'default',
    anonymousSignIns: true,
  })
  const { app, backend, proxy, mailbox, secrets, close } = stack
  return { app, supabaseUrl: backend.apiUrl, sql: backend.sql, proxy, mailbox, secrets, close }
}

/** The app in front of a backend that `supabase start` runs, with its addresses. */
async function startOnCli(settings: Record<string, string>) {
  const supabaseUrl = LOCAL_SUPABASE_URL
  const database = cliDatabase()
  const secrets = new Secrets()
  const proxy = await startFaultProxy(supabaseUrl, secrets)
  const app = await startApp({
    supabaseUrl,
    serverUrl: proxy.url,
    publishableKey: LOCAL_PUBLISHABLE_KEY,
    port: 3000,
    // smtp_port in supabase/config.toml.
    env: {
      LOG_LEVEL: 'debug',
      ...(settings.EMAIL_FROM && { SMTP_URL: 'smtp://127.0.0.1:54325' }),
      ...settings,
    },
  })
  const close = async () => {
    await app.close()
    await proxy.close()
    await database.close()
    secrets.expectNoneIn(app.output())
  }
  return {
    app,
    supabaseUrl,
    sql: database.sql,
    proxy,
    mailbox: openMailbox('http://127.0.0.1:54324'),
    secrets,
    close,
  }
}

/** The violations of the Content-Security-Policy in a browser from now on, in the browser's words. */
export function policyViolations(context: BrowserContext): string[] {
  const violations: string[] = []
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text())
  })
  return violations
}

/** Fills in the sign-up form and sends it. */
export async function signUp(page: Page, { name, email, password }: StackUser): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('checkbox', { name: /terms/ }).check()
  await page.getByRole('button', { name: 'Create account' }).click()
}

/** Fills in the sign-in form and sends it. */
export async function signIn(
  page: Page,
  { email, password }: Pick<StackUser, 'email' | 'password'>,
): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Chooses the password that an account lacks when it was confirmed in another browser, and continues. */
export async function choosePasswordAfterConfirmation(page: Page, { password }: StackUser): Promise<void> {
  await expect(page).toHaveURL(/\/account\/password\?/)
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.getByText('Your password is saved.')).toBeVisible()
  await page.getByRole('link', { name: 'Continue', exact: true }).click()
}

/** Opens the account menu and signs out, which leads home. */
export async function signOut(page: Page, { email }: StackUser): Promise<void> {
  await page.getByText(email, { exact: true }).first().click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL('/')
}

/** The link of an email, with any templates. Throws if there is none. */
export function linkIn({ links }: { links: string[] }): string {
  const link = links.find((candidate) => /[?&]token_hash=|\/auth\/v1\/verify\?/.test(candidate))
  if (!link) throw new Error('The email contains no link.')
  return link
}
