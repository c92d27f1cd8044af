import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { routeAccess } from '../../utils/auth/routes.ts'
import { advanceOneHour } from './advance-clock.ts'
import { verificationCode } from './authenticator.ts'
import { emailedLink, NEWCOMER, type Role, type Site } from './browser-sessions.ts'
import { html, pageAloneFails } from './faults.ts'
import { hydrated } from './hydrated.ts'
import { ADMIN, MEMBER, MENTOR, type StackUser } from './stack.ts'

const APP = resolve(import.meta.dirname, '../../app')

/** A page in one of its states. */
export type PageState = {
  /** The file of the page, from app/ on. */
  file: string
  /** A unique name, also of its screenshots. */
  name: string
  role: Role
  /** Brings the page into this state. */
  open(page: Page, site: Site): Promise<unknown>
}

/** Whether a path belongs to a page's file: brackets stand for one segment, parentheses for none. */
export function isAddressOf(file: string, address: string): boolean {
  const segments = file.split('/').slice(0, -1)
  const wanted = segments
    .filter((segment) => !segment.startsWith('('))
    .map((segment) => (segment.startsWith('[') ? '/[^/]+' : `/${segment}`))
  return new RegExp(`^${wanted.join('') || '/'}$`).test(new URL(address).pathname)
}

const at = (path: string) => (page: Page) => page.goto(path)

function state(file: string, name: string, role: Role, open: PageState['open']): PageState {
  return { file, name, role, open }
}

const press = (page: Page, button: string) =>
  page.getByRole('main').getByRole('button', { name: button }).first().click()
const alert = (page: Page) => page.getByRole('main').getByRole('alert').first().waitFor()
const status = (page: Page) => page.getByRole('main').getByRole('status').first().waitFor()

/** Sends the form of a page unchanged. */
const rejected = (path: string, button: string) => async (page: Page) => {
  await page.goto(path)
  await press(page, button)
  await alert(page)
}

async function requestEmail(page: Page, path: string, email: string): Promise<void> {
  await page.goto(path)
  await page.getByLabel('Email').fill(email)
  await press(page, path === '/magic-link' ? 'Send' : 'Send reset link')
  await page.waitForURL('/check-email')
}

/** Opens the link of an email that another browser requested. */
async function openForeignLink(page: Page, { mailbox }: Site, path: string, email: string): Promise<void> {
  await requestEmail(page, path, email)
  await page.context().clearCookies()
  await page.goto(await emailedLink(mailbox, email))
  await page.waitForURL('/confirm')
}

async function continueWithGitHub(page: Page, button: string, login: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page.getByLabel('Another account').fill(login)
  await page.getByRole('button', { name: 'Continue as this account' }).click()
}

async function addNote(page: Page, note: string): Promise<void> {
  await page.goto('/private')
  await page.getByLabel('New note').fill(note)
  await press(page, 'Add note')
  await status(page)
}

async function firstNote(page: Page, link: string): Promise<void> {
  await addNote(
    page,
    'Seeds for the balcony: basil, thyme, nasturtium.\nAsk Mira which ones she has left over.',
  )
  await page.getByRole('link', { name: link }).first().click()
  await page.waitForURL(/\/notes\//)
}

async function dataFails(page: Page, { proxy }: Site, path: string): Promise<void> {
  await proxy.fault(html(502, (requestPath) => requestPath.startsWith('/rest/')))
  await page.goto(path)
  await proxy.fault(null)
}

/** Shows the QR code and the setup key. */
async function setUpAuthenticator(page: Page): Promise<string> {
  await page.goto('/account/two-factor/authenticator')
  await press(page, 'Continue')
  const key = page.getByText('Setup key', { exact: true }).locator('+ *')
  return ((await key.textContent()) ?? '').replaceAll(' ', '')
}

/** Signs up a new user and turns on two-factor authentication. It ends at the recovery codes. */
async function joinWithAuthenticator(page: Page, { mailbox }: Site): Promise<StackUser> {
  const user = { ...NEWCOMER, email: `with-app-${randomUUID()}@example.com` }
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
  const secret = await setUpAuthenticator(page)
  await page.getByLabel('6-digit code').fill(verificationCode(secret))
  await press(page, 'Turn on')
  await page.getByRole('heading', { level: 1, name: 'Save your recovery codes' }).waitFor()
  return user
}

type Reset = 'pending' | 'due'

/** Inserts a reset of a user's factors, requested by the example admin. */
async function requestReset({ sql }: Site, email: string, reset: Reset): Promise<void> {
  await sql(
    `insert into private.factor_resets (user_id, requested_by, due_at)
     select owner.id, admin.id, now() + $3::interval from auth.users as owner, auth.users as admin
     where owner.email = $1 and admin.email = $2`,
    [email, ADMIN.email, reset === 'due' ? '0' : '24 hours'],
  )
}

/** Opens a user with two-factor authentication as an admin. */
const userWithFactor = (reset?: Reset) => async (page: Page, site: Site) => {
  const { email } = await joinWithAuthenticator(page, site)
  if (reset) await requestReset(site, email, reset)
  await page.context().clearCookies()
  await page.goto('/login')
  await page.getByLabel('Email').fill(ADMIN.email)
  await page.getByLabel('Password').fill(ADMIN.password)
  await press(page, 'Sign in')
  await page.waitForURL('/private')
  await page.goto(`/admin?search=${email}`)
  await page.getByRole('link', { name: email }).click()
  await page.getByRole('heading', { level: 2, name: 'Two-factor authentication' }).waitFor()
}

/** Opens a page that asks for the second factor. */
const withoutSecondFactor = (path: string, reset?: Reset) => async (page: Page, site: Site) => {
  const { email, password } = await joinWithAuthenticator(page, site)
  if (reset) await requestReset(site, email, reset)
  await page.context().clearCookies()
  await page.goto('/login')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
  await page.getByRole('heading', { level: 1, name: 'Verify it’s you' }).waitFor()
  await page.goto(path)
}

const GUESTS: PageState[] = [
  state('page.tsx', 'home', 'guest', at('/')),
  state('about/page.tsx', 'about', 'guest', at('/about')),
  state('code-of-conduct/page.tsx', 'code-of-conduct', 'guest', at('/code-of-conduct')),
  state('terms/page.tsx', 'terms', 'guest', at('/terms')),
  state('privacy/page.tsx', 'privacy', 'guest', at('/privacy')),
  state('colors/page.tsx', 'colors', 'guest', at('/colors')),
  state('colors/page.tsx', 'colors-failed', 'guest', (page, site) => dataFails(page, site, '/colors')),
  state('community/page.tsx', 'posts', 'guest', at('/community')),
  state('community/page.tsx', 'posts-failed', 'guest', (page, site) => dataFails(page, site, '/community')),
  state('community/materials/page.tsx', 'materials', 'guest', at('/community/materials')),
  state('community/announcements/page.tsx', 'announcements', 'guest', at('/community/announcements')),
  state('account-deleted/page.tsx', 'account-deleted', 'guest', at('/account-deleted')),
  state('error/page.tsx', 'error', 'guest', at('/error')),
  state('error/page.tsx', 'error-link-expired', 'guest', at('/error?reason=link-expired')),
  state('error/page.tsx', 'error-reset-link-expired', 'guest', at('/error?reason=reset-link-expired')),
  state('unavailable/page.tsx', 'unavailable', 'guest', at('/unavailable')),
  state('(auth)/login/page.tsx', 'login', 'guest', at('/login')),
  state('(auth)/login/page.tsx', 'login-session-ended', 'guest', at('/login?notice=session-ended')),
  state('(auth)/login/page.tsx', 'login-idle-timeout', 'guest', at('/login?notice=idle-timeout')),
  state('(auth)/login/page.tsx', 'login-refused', 'guest', async (page) => {
    await page.goto('/login')
    await page.getByLabel('Email').fill(MEMBER.email)
    await page.getByLabel('Password').fill('not the password')
    await press(page, 'Sign in')
    await alert(page)
  }),
  state('(auth)/signup/page.tsx', 'signup', 'guest', at('/signup')),
  state('(auth)/signup/page.tsx', 'signup-refused', 'guest', async (page) => {
    await page.goto('/signup')
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('short')
    await press(page, 'Create account')
    await alert(page)
  }),
  state('(auth)/magic-link/page.tsx', 'magic-link', 'guest', at('/magic-link')),
  state('(auth)/forgot-password/page.tsx', 'forgot-password', 'guest', at('/forgot-password')),
  state(
    '(auth)/forgot-password/page.tsx',
    'forgot-password-refused',
    'guest',
    rejected('/forgot-password', 'Send reset link'),
  ),
  state('(auth)/check-email/page.tsx', 'check-email-unknown', 'guest', at('/check-email')),
  state('(auth)/check-email/page.tsx', 'check-email', 'guest', (page) =>
    requestEmail(page, '/forgot-password', 'unknown@example.com'),
  ),
  state('(auth)/check-email/page.tsx', 'check-email-wrong-code', 'guest', async (page) => {
    await requestEmail(page, '/forgot-password', 'other@example.com')
    await page.getByLabel('6-digit code').fill('000000')
    await press(page, 'Continue with code')
    await alert(page)
  }),
  state('(auth)/confirm/page.tsx', 'confirm', 'guest', (page, site) =>
    openForeignLink(page, site, '/magic-link', MENTOR.email),
  ),
  state(
    '(auth)/secure-account/page.tsx',
    'secure-account',
    'guest',
    at(`/auth/device?token=${'x'.repeat(43)}`),
  ),
  state('(auth)/reset-password/page.tsx', 'reset-password', 'guest', async (page, site) => {
    await openForeignLink(page, site, '/forgot-password', MEMBER.email)
    await press(page, 'Continue')
    await page.waitForURL('/reset-password')
  }),
  state('(protected)/linked/page.tsx', 'linked', 'guest', async (page) => {
    await page.goto('/login')
    await continueWithGitHub(page, 'Continue with GitHub', ADMIN.email.replace(/@.*/, ''))
    await page.waitForURL('/linked')
  }),
]

const MEMBERS: PageState[] = [
  state('page.tsx', 'home-signed-in', 'member', at('/')),
  state('page.tsx', 'menu', 'member', async (page) => {
    await page.goto('/')
    await page.getByRole('banner').locator('summary').click()
  }),
  state('(protected)/private/page.tsx', 'private-empty', 'newcomer', at('/private')),
  state('(protected)/private/page.tsx', 'private', 'member', async (page) => {
    await addNote(page, 'Return the library books before Friday.')
    await page.goto('/private')
  }),
  state('(protected)/private/page.tsx', 'private-saved', 'member', (page) =>
    addNote(page, 'Call the plumber about the kitchen tap.'),
  ),
  state('(protected)/private/page.tsx', 'private-refused', 'member', rejected('/private', 'Add note')),
  state('(protected)/private/page.tsx', 'private-failed', 'member', (page, site) =>
    dataFails(page, site, '/private'),
  ),
  state('(protected)/private/notes/[id]/page.tsx', 'note', 'member', (page) => firstNote(page, 'Edit')),
  state('(protected)/private/notes/[id]/delete/page.tsx', 'note-delete', 'member', (page) =>
    firstNote(page, 'Delete'),
  ),
  state('not-found.tsx', 'not-found', 'member', at('/nothing-here')),
  state('forbidden.tsx', 'forbidden', 'member', async (page) => {
    await page.goto('/community')
    await hydrated(page)
    await page.locator('form:has([name=body]) [name=section]').evaluate((field: HTMLInputElement) => {
      field.value = 'elsewhere'
    })
    await page.getByLabel('Title').fill('A')
    await page.getByLabel('Text').fill('B')
    await press(page, 'Write a post')
    await page.getByRole('heading', { level: 1, name: 'You don’t have permission to do that' }).waitFor()
  }),
  state('error.tsx', 'page-error', 'member', async (page, { proxy }) => {
    await proxy.fault(pageAloneFails())
    await page.goto('/account/sign-in-methods')
    await page.getByRole('heading', { level: 1, name: 'Something went wrong' }).waitFor()
    await proxy.fault(null)
  }),
  state('community/page.tsx', 'posts-member', 'member', async (page) => {
    await page.goto('/community')
    await page.getByText('Delete: Hello, everyone').click()
  }),
  state('community/page.tsx', 'posts-refused', 'member', rejected('/community', 'Write a post')),
  state('(protected)/account/page.tsx', 'profile', 'member', at('/account')),
  state('(protected)/account/page.tsx', 'profile-saved', 'member', async (page) => {
    await page.goto('/account')
    await press(page, 'Save')
    await status(page)
  }),
  state('(protected)/account/email/page.tsx', 'email', 'member', at('/account/email')),
  state('(protected)/account/email/page.tsx', 'email-waiting', 'newcomer', async (page) => {
    await page.goto('/account/email')
    await page.getByLabel('New email').fill('ada-elsewhere@example.com')
    await press(page, 'Send confirmation emails')
    await page.getByRole('heading', { name: 'Waiting for confirmation' }).waitFor()
  }),
  state('(protected)/account/password/page.tsx', 'password', 'member', at('/account/password')),
  state('(protected)/account/sessions/page.tsx', 'sessions', 'member', at('/account/sessions')),
  state('(protected)/account/sessions/page.tsx', 'sessions-question', 'member', async (page) => {
    await page.goto('/account/sessions')
    await page.getByText('Sign out everywhere…').click()
  }),
  state(
    '(protected)/account/sign-in-methods/page.tsx',
    'sign-in-methods',
    'member',
    at('/account/sign-in-methods'),
  ),
  state('(protected)/account/sign-in-methods/page.tsx', 'sign-in-methods-two', 'guest', async (page) => {
    await page.goto('/login')
    await continueWithGitHub(page, 'Continue with GitHub', MENTOR.email.replace(/@.*/, ''))
    await page.waitForURL(/\/(linked|private)$/)
    await page.goto('/account/sign-in-methods')
    await page.getByText('Remove GitHub', { exact: true }).click()
  }),
  state('(protected)/account/activity/page.tsx', 'activity', 'member', at('/account/activity')),
  state('(protected)/account/data/page.tsx', 'data', 'member', at('/account/data')),
  state('(protected)/account/data/delete/page.tsx', 'data-delete', 'member', at('/account/data/delete')),
  state('(protected)/account/data/delete/page.tsx', 'data-delete-refused', 'member', async (page) => {
    await page.goto('/account/data/delete')
    await page.getByLabel('Your email address').fill(MENTOR.email)
    await press(page, 'Delete account')
    await alert(page)
  }),
  state(
    '(protected)/account/reauthenticate/page.tsx',
    'reauthentication',
    'newcomer',
    async (page, { sql }) => {
      await page.goto('/account')
      await advanceOneHour(page.context(), sql, NEWCOMER)
      await page.goto('/account/data/delete')
      await page.waitForURL(/reauthenticate/)
    },
  ),
]

const TWO_FACTOR: PageState[] = [
  state('(protected)/account/two-factor/page.tsx', 'two-factor-off', 'member', at('/account/two-factor')),
  state('(protected)/account/two-factor/page.tsx', 'two-factor', 'guest', async (page, site) => {
    await joinWithAuthenticator(page, site)
    await page.goto('/account/two-factor')
  }),
  state(
    '(protected)/account/two-factor/page.tsx',
    'two-factor-reset-pending',
    'guest',
    async (page, site) => {
      const { email } = await joinWithAuthenticator(page, site)
      await requestReset(site, email, 'pending')
      await page.goto('/account/two-factor')
    },
  ),
  state(
    '(protected)/account/two-factor/authenticator/page.tsx',
    'authenticator',
    'member',
    setUpAuthenticator,
  ),
  state(
    '(protected)/account/two-factor/recovery-codes/page.tsx',
    'recovery-codes',
    'guest',
    joinWithAuthenticator,
  ),
  state('(auth)/mfa/page.tsx', 'mfa', 'guest', withoutSecondFactor('/mfa')),
  state('(auth)/mfa/page.tsx', 'mfa-reset-pending', 'guest', withoutSecondFactor('/mfa', 'pending')),
  state('(auth)/mfa/page.tsx', 'mfa-reset-due', 'guest', withoutSecondFactor('/mfa', 'due')),
  state('(auth)/mfa/page.tsx', 'mfa-incorrect-code', 'guest', async (page, site) => {
    await withoutSecondFactor('/mfa')(page, site)
    await page.getByLabel('6-digit code').fill('12')
    await press(page, 'Continue')
    await alert(page)
  }),
  state(
    '(auth)/mfa/recovery-code/page.tsx',
    'recovery-code',
    'guest',
    withoutSecondFactor('/mfa/recovery-code'),
  ),
]

const PASSKEYS: PageState[] = [
  state('error/page.tsx', 'error-passkey-rejected', 'guest', at('/error?reason=passkey-rejected')),
  state('error/page.tsx', 'error-passkey-expired', 'guest', at('/error?reason=passkey-expired')),
  state('(protected)/account/passkeys/page.tsx', 'passkeys-none', 'newcomer', at('/account/passkeys')),
]

const ADMINS: PageState[] = [
  state('(protected)/admin/page.tsx', 'admin', 'admin', at('/admin')),
  state('(protected)/admin/page.tsx', 'admin-failed', 'admin', (page, site) =>
    dataFails(page, site, '/admin'),
  ),
  state('(protected)/admin/page.tsx', 'admin-no-match', 'admin', at('/admin?search=no-match')),
  state('(protected)/admin/activity/page.tsx', 'admin-activity', 'admin', at('/admin/activity')),
  state('(protected)/admin/users/[id]/page.tsx', 'admin-person', 'admin', async (page) => {
    await page.goto('/admin?search=mentor')
    await page.getByRole('link', { name: MENTOR.email }).click()
    await page.getByRole('heading', { level: 1, name: MENTOR.name }).waitFor()
  }),
  state('(protected)/admin/users/[id]/page.tsx', 'admin-factors', 'guest', userWithFactor()),
  state('(protected)/admin/users/[id]/page.tsx', 'admin-reset-pending', 'guest', userWithFactor('pending')),
]

const STATES = [...GUESTS, ...MEMBERS, ...TWO_FACTOR, ...PASSKEYS, ...ADMINS].filter(({ file }) =>
  existsSync(join(APP, file)),
)

/** A page without an entry above and without a variable part is opened once, as the user who has access. */
const DEFAULT_STATES = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|\/)page\.tsx$/.test(file) && !file.includes('['))
  .filter((file) => !STATES.some((known) => known.file === file))
  .map((file) => {
    const segments = file.split('/').slice(0, -1)
    const path = `/${segments.filter((segment) => !segment.startsWith('(')).join('/')}`
    const role = routeAccess(path) === 'protected' ? 'member' : 'guest'
    return state(file, path.slice(1).replaceAll('/', '-'), role, at(path))
  })

/** Every page of the application, in every state worth looking at. States of removed pages are ignored. */
export const PAGE_STATES = [...STATES, ...DEFAULT_STATES]
