import type { Page } from '@playwright/test'
import { expiryCookie, moveExpiry } from '../support/session-expiry.ts'
import { ageSession, setLimits } from '../support/session-limits.ts'
import { MEMBER, startStack } from '../support/stack.ts'
import { insertUsers } from '../support/users.ts'
import { test as base, expect, signIn } from './fixtures.ts'

const test = base.extend<object, object>({
  // An app of its own: time-outs are off in the others.
  running: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright derives a fixture's dependencies from this pattern.
    async ({}, use) => {
      const { app, backend, proxy, mailbox, secrets, close } = await startStack({ SESSION_TIMEOUTS: 'on' })
      await setLimits(backend.sql, '30 minutes', '8 hours')
      const { url, output } = app
      await use({ url, output, supabaseUrl: backend.apiUrl, sql: backend.sql, proxy, mailbox, secrets })
      await close()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})

const warning = (page: Page) => page.getByRole('dialog', { name: 'You’ll be signed out soon' })

test.describe('@javascript', () => {
  test('every tab warns before the session times out, and one click extends it in all', async ({
    page,
    context,
    running,
    person,
  }) => {
    await insertUsers(running.sql, [person.email])
    await page.goto('/login?redirectedFrom=/account')
    await signIn(page, { ...MEMBER, email: person.email })
    await expect(page).toHaveURL('/account')
    const other = await context.newPage()
    await other.goto('/private')
    await expect(warning(page)).toBeHidden()

    await ageSession(running.sql, person.email, '29 minutes')
    await moveExpiry(context, -29 * 60_000)
    await expect(warning(other)).toBeVisible()
    await expect(warning(page)).toBeVisible()
    await expect(warning(page)).toContainText(/Time left: 0:\d\d/)
    await warning(page).getByRole('button', { name: 'Stay signed in' }).press('Enter')
    await expect(warning(page)).toBeHidden()
    await expect(warning(other)).toBeHidden()

    // It really was extended.
    await ageSession(running.sql, person.email, '29 minutes')
    await page.goto('/private')
    await expect(page).toHaveURL('/private')
  })

  test('a page that stays open leaves after the time-out and says why', async ({
    page,
    context,
    running,
    person,
  }) => {
    await insertUsers(running.sql, [person.email])
    await page.goto('/login?redirectedFrom=/account')
    await signIn(page, { ...MEMBER, email: person.email })
    await expect(page).toHaveURL('/account')
    await expect.poll(() => expiryCookie(context)).toBeDefined()
    await ageSession(running.sql, person.email, '30 minutes')
    await moveExpiry(context, -30 * 60_000)
    await expect(page).toHaveURL('/login?redirectedFrom=%2Faccount&notice=idle-timeout')
    await expect(page.getByText('You were signed out after a period of inactivity.')).toBeVisible()

    await signIn(page, { ...MEMBER, email: person.email })
    await expect(page).toHaveURL('/account')
  })

  test('an extension that fails says so, and a warning can be closed', async ({
    page,
    context,
    running,
    upstream,
    person,
  }) => {
    await insertUsers(running.sql, [person.email])
    await page.goto('/login?redirectedFrom=/account')
    await signIn(page, { ...MEMBER, email: person.email })
    await expect(page).toHaveURL('/account')
    await expect.poll(() => expiryCookie(context)).toBeDefined()
    await ageSession(running.sql, person.email, '28 minutes 30 seconds')
    await moveExpiry(context, -28.5 * 60_000)
    await upstream.fault({ kind: 'refuse' })
    await warning(page).getByRole('button', { name: 'Stay signed in' }).click()
    await expect(warning(page).getByRole('alert')).toContainText('could not be extended')
    await page.keyboard.press('Escape')
    await expect(warning(page)).toBeHidden()
  })
})
