import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { startSiteverify } from 'supabase-embedded/testing'
import { advanceOneHour, announcements, choosePassword } from '../e2e/account-steps.ts'
import { test as base, expect } from '../e2e/base.ts'
import { ADMIN, MEMBER, MENTOR, type Stack, type StackUser, startStack } from '../support/stack.ts'

const TURNSTILE = 'https://challenges.cloudflare.com/**'

/** The stack with captchas, once per worker. */
const test = base.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright derives a fixture's dependencies from this pattern.
    async ({}, use) => {
      const siteverify = await startSiteverify()
      const stack = await startStack(
        { NEXT_PUBLIC_TURNSTILE_SITE_KEY: '1x00000000000000000000AA' },
        { captcha: siteverify.captcha },
      )
      await use(stack)
      await stack.close()
      await siteverify.close()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  baseURL: ({ stack }, use) => use(stack.app.url),
})

// One worker for all tests: each worker starts a stack.
test.describe.configure({ mode: 'default' })

/**
 * Replaces Cloudflare, which a test cannot reach: a widget that adds its token to the form as the real one does.
 * @param tokens the tokens it yields, in order; if there are none, it never finishes.
 */
async function turnstile(page: Page, tokens: string[]) {
  const widget = (list: string[]) => {
    const fields = new Map<string, HTMLInputElement>()
    const yieldTo = (field: HTMLInputElement) => {
      field.value = list.shift() ?? ''
    }
    const turnstile = {
      render(box: HTMLElement) {
        const field = Object.assign(document.createElement('input'), {
          type: 'hidden',
          name: 'cf-turnstile-response',
        })
        box.append(field)
        fields.set('w1', field)
        yieldTo(field)
        return 'w1'
      },
      reset: (id: string) => {
        const field = fields.get(id)
        if (field) yieldTo(field)
      },
      remove: (id: string) => fields.get(id)?.remove(),
    }
    Object.assign(window, { turnstile })
  }
  const body = `(${widget})(${JSON.stringify(tokens)})`
  await page.route(TURNSTILE, (route) => route.fulfill({ contentType: 'text/javascript', body }))
}

const human = () => `human-${randomUUID()}`

async function signIn(page: Page, password: string, { email }: StackUser = MEMBER) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('signing in sends a token, and a new one after each failure', async ({ page }) => {
  const violations: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text())
  })
  await turnstile(page, [human(), human()])
  await page.goto('/login')
  await expect(page.locator('[name=cf-turnstile-response]')).toHaveValue(/^human-/)
  await signIn(page, 'not the password')
  await expect(page.getByText('Incorrect email or password.')).toBeVisible()
  await signIn(page, MEMBER.password)
  await expect(page).toHaveURL('/private')
  expect(violations).toEqual([])
})

test('without a token nothing is sent, and the form says why', async ({ page, stack }) => {
  await turnstile(page, [])
  await page.goto('/forgot-password')
  stack.proxy.reset()
  await page.getByLabel('Email').fill(MEMBER.email)
  await page.getByRole('button', { name: 'Send reset link' }).click()
  await expect(page.getByText('Wait for the check below to finish').first()).toBeVisible()
  await expect(page.getByLabel('Email')).toHaveValue(MEMBER.email)
  expect(stack.proxy.count('recover')).toBe(0)
})

test('a rejected token is explained', async ({ page }) => {
  await turnstile(page, ['robot', human()])
  await page.goto('/magic-link')
  await page.getByLabel('Email').fill(MEMBER.email)
  await page.getByRole('button', { name: 'Send sign-in link' }).click()
  await expect(page.getByText('We couldn’t verify that you’re human.')).toBeVisible()
  await page.getByRole('button', { name: 'Send sign-in link' }).click()
  await expect(page).toHaveURL('/check-email')
})

test('a captcha that cannot be loaded is explained', async ({ page }) => {
  await page.route(TURNSTILE, (route) => route.abort())
  await page.goto('/signup')
  await expect(page.getByText('The bot check couldn’t load.')).toBeVisible()
})

/** Signs a user in, one hour ago. */
async function wasSignedIn(page: Page, stack: Stack, person: StackUser) {
  await turnstile(page, [human()])
  await page.goto('/login')
  await signIn(page, person.password, person)
  await expect(page).toHaveURL('/private')
  await advanceOneHour(page.context(), stack.backend.sql, person)
}

test('re-authentication with the password sends a token, and a new one after each failure', async ({
  page,
  stack,
}) => {
  await wasSignedIn(page, stack, MEMBER)
  await turnstile(page, ['robot', human(), human()])
  await page.goto('/account/data/delete')
  for (const [password, response] of [
    [MEMBER.password, 'We couldn’t verify that you’re human.'],
    ['not the password', 'Check the highlighted fields and try again.'],
  ] as const) {
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(announcements(page, response)).toBeVisible()
  }
  await page.getByLabel('Password').fill(MEMBER.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/account/data/delete')
})

test('re-authentication with an emailed code sends a token', { tag: '@own-templates' }, async ({
  page,
  stack,
}) => {
  await wasSignedIn(page, stack, ADMIN)
  await turnstile(page, ['robot', ...Array.from({ length: 5 }, human)])
  await page.goto('/account/reauthenticate?by=email')
  const send = page.getByRole('button', { name: 'Send code' })
  await send.click()
  await expect(announcements(page, 'We couldn’t verify that you’re human.')).toBeVisible()
  await expect(async () => {
    await send.click()
    await expect(announcements(page, 'An email is on its way')).toBeVisible({ timeout: 3000 })
  }).toPass()
  const { code } = await stack.mailbox.latest({ to: ADMIN.email })
  await page.getByLabel('6-digit code').fill(code ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/account')
})

test('the current password sends a token', async ({ page, stack }) => {
  await wasSignedIn(page, stack, MENTOR)
  await turnstile(page, [human(), human()])
  await page.goto('/account/password')
  await choosePassword(page, 'another long password', 'not the password')
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription(
    'Incorrect password. Try again.',
  )
  await choosePassword(page, 'another long password', MENTOR.password)
  await expect(announcements(page, 'Your password is saved.')).toBeVisible()

  // The sign-in is now recent: no password is required, so nothing can be guessed.
  await turnstile(page, [])
  await page.reload()
  await choosePassword(page, 'one more long password')
  await expect(announcements(page, 'Your password is saved.')).toBeVisible()
})

test('resending the emails of an address change sends a token', async ({ page, stack }) => {
  await turnstile(page, [human()])
  await page.goto('/login')
  await signIn(page, MEMBER.password)
  await expect(page).toHaveURL('/private')
  await turnstile(page, Array.from({ length: 6 }, human))
  await page.goto('/account/email')
  await page.getByLabel('New email').fill('captcha-new@example.com')
  await page.getByRole('button', { name: 'Send confirmation emails' }).click()
  const first = await stack.mailbox.latest({ to: 'captcha-new@example.com' })
  await expect(async () => {
    await page.getByRole('button', { name: 'Resend both emails' }).click()
    await expect(announcements(page, 'New emails are on their way')).toBeVisible({ timeout: 3000 })
  }).toPass()
  await stack.mailbox.latest({ to: 'captcha-new@example.com', after: first })
})

// Read from the response: Chromium with scripts switched off by its debugger still hides noscript.
test('each form says that it requires JavaScript', async ({ request }) => {
  for (const path of ['/login', '/signup', '/magic-link', '/forgot-password']) {
    const page = await (await request.get(path)).text()
    expect(page).toMatch(/<noscript><p[^>]*>This form needs JavaScript to block bots/)
  }
})
