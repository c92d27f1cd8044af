import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { Sql } from 'supabase-embedded'
import type { FaultProxy } from './fault-proxy.ts'
import type { Mailbox } from './mailbox.ts'
import { ADMIN, MEMBER, MENTOR, type StackUser } from './stack.ts'

/** The running app, for tests that go through its pages. */
export type Site = {
  url: string
  proxy: FaultProxy
  mailbox: Mailbox
  sql: Sql
}

export type Role = 'guest' | 'newcomer' | 'member' | 'mentor' | 'admin'

type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>

/** A user who has just signed up and has no data. */
export const NEWCOMER: StackUser = {
  name: 'Ada Newcomer',
  email: 'ada-newcomer@example.com',
  password: 'a long and quiet password',
}

const USERS = { newcomer: NEWCOMER, member: MEMBER, mentor: MENTOR, admin: ADMIN }

/** Gives each role its own browser context; each role signs in once. */
export class BrowserSessions {
  readonly #cookies = new Map<Role, Promise<Cookies>>()
  readonly #browser: Browser
  readonly #site: Site

  constructor(browser: Browser, site: Site) {
    this.#browser = browser
    this.#site = site
  }

  /** A browser context in which a user of this role is signed in; the guest is signed out. */
  async browserOf(role: Role, options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
    const baseURL = this.#site.url
    if (role === 'guest') return await this.#browser.newContext({ baseURL, ...options })
    const known = this.#cookies.get(role) ?? this.#signIn(role)
    this.#cookies.set(role, known)
    return await this.#browser.newContext({ baseURL, storageState: await known, ...options })
  }

  async #signIn(role: Exclude<Role, 'guest'>): Promise<Cookies> {
    const context = await this.#browser.newContext({ baseURL: this.#site.url })
    const page = await context.newPage()
    if (role === 'newcomer') await this.#join(page)
    else {
      await page.goto('/login')
      await page.getByLabel('Email').fill(USERS[role].email)
      await page.getByLabel('Password').fill(USERS[role].password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    }
    await page.waitForURL('/private')
    const cookies = await context.storageState()
    await context.close()
    return cookies
  }

  async #join(page: Page): Promise<void> {
    const { name, email, password } = NEWCOMER
    await page.goto('/signup')
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByLabel('Confirm password').fill(password)
    await page.getByRole('checkbox', { name: /terms/ }).check()
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.waitForURL('/check-email')
    await page.goto(await emailedLink(this.#site.mailbox, email))
  }
}

/** The link in the newest email to an address. */
export async function emailedLink(mailbox: Mailbox, to: string): Promise<string> {
  const { links } = await mailbox.latest({ to })
  const link = links.find((candidate) => candidate.includes('token_hash='))
  if (!link) throw new Error('The email contains no link.')
  return link
}
