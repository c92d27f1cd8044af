import type { Locator } from '@playwright/test'
import { SITE_NAME } from '../../app/site.ts'
import { expect, signIn, test } from './fixtures.ts'

const MEMBER = { email: 'example-member@example.com', password: 'example-password' }

test('an outage signs no one out: the page shows an error and works afterwards with the same cookies', async ({
  page,
  upstream,
  context,
}) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  const before = await context.cookies()

  await upstream.fault({ kind: 'refuse' })
  const response = await page.goto('/private?x=1')
  expect(response?.status()).toBe(503)
  await expect(page.getByRole('heading', { name: 'Temporarily unavailable' })).toBeVisible()
  expect(await context.cookies()).toEqual(before)

  await page.getByRole('link', { name: SITE_NAME }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('banner').getByRole('button', { name: 'Sign out' })).toBeVisible()

  await upstream.fault(null)
  await page.goto('/')
  await page.getByRole('link', { name: 'Open your notes' }).click()
  await expect(page.getByRole('main').getByText(MEMBER.email)).toBeVisible()
})

test('a navigation in the app during an outage shows an error at the requested URL', async ({
  page,
  upstream,
}) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  await page.goto('/')
  await upstream.fault({ kind: 'refuse' })
  await page.getByRole('link', { name: 'Open your notes' }).click()
  await expect(page.getByRole('heading', { name: 'Temporarily unavailable' })).toBeVisible()
  await expect(page).toHaveURL('/private')
  await upstream.fault(null)
  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(page.getByRole('main').getByText(MEMBER.email)).toBeVisible()
})

test('a page with tabs opens at its top, with the current tab in view', async ({ page }) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  for (const size of [
    { width: 1280, height: 600 },
    { width: 360, height: 600 },
  ]) {
    await page.setViewportSize(size)
    await page.goto('/account/activity')
    const tab = page.getByRole('main').getByRole('link', { name: 'Activity', exact: true })
    await expect(tab).toHaveAttribute('aria-current', 'page')
    await expect(tab).toBeInViewport({ ratio: 0.9 })
    expect(await page.evaluate(() => window.scrollY)).toBe(0)
  }
})

test('the interface font is fetched early from this site, and no text moves when it arrives', {
  tag: '@javascript',
}, async ({ page }) => {
  await page.goto('/login')
  const font = page.locator('link[rel=preload][as=font]')
  await expect(font).toHaveAttribute('href', /^\/_next\/static\/media\/.*\.woff2$/)
  const shift = await page.evaluate(async () => {
    await document.fonts.ready
    const observer = new PerformanceObserver(() => {})
    observer.observe({ type: 'layout-shift', buffered: true })
    await new Promise(requestAnimationFrame)
    return observer.takeRecords().length
  })
  expect(shift).toBe(0)
  expect(await page.evaluate(() => [...document.fonts].map(({ status }) => status))).toContain('loaded')
})

test('a link in the navigation shows progress until its page has loaded', { tag: '@javascript' }, async ({
  page,
}) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  await page.goto('/account')
  const seen = Promise.withResolvers<void>()
  await page.route('**/private?*', async (route) => {
    await seen.promise
    await route.continue()
  })
  const progress = page.getByRole('banner').locator('.nav-pending')
  const heading = page.getByRole('heading', { level: 1 })
  const before = await heading.boundingBox()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Notes' }).click()
  await expect(progress).toBeInViewport()
  expect(await heading.boundingBox()).toEqual(before)
  seen.resolve()
  await expect(page).toHaveURL('/private')
  await expect(progress).toHaveCount(0)
})

test('a double click sends one request, and the button shows progress', {
  tag: '@javascript',
}, async ({ page }) => {
  await page.goto('/login')
  const sent: string[] = []
  page.on('request', (request) => {
    // A passkey is offered as well when the field is focused.
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/login') sent.push(request.url())
  })
  const seen = Promise.withResolvers<void>()
  await page.route('**/login', async (route) => {
    await seen.promise
    await route.continue()
  })
  await page.getByLabel('Email').fill(MEMBER.email)
  await page.getByLabel('Password').fill(MEMBER.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).dblclick()
  await expect(page.getByRole('button', { name: 'Signing in…' })).toBeVisible()
  seen.resolve()
  await expect(page).toHaveURL('/private')
  expect(sent).toHaveLength(1)
})

test('signed-out pages prefetch no protected page', async ({ page }) => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  await page.goto('/login')
  await page.waitForLoadState('networkidle')
  expect(requests.filter((path) => path.startsWith('/private'))).toEqual([])
})

test('the page after sign-in prefetches nothing', async ({ page, upstream }) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  await page.waitForLoadState('networkidle')
  upstream.reset()
  await page.reload()
  await page.waitForLoadState('networkidle')
  expect(upstream.count('GET /auth/v1/user')).toBe(1)
})

test('sign-in works with the keyboard alone', { tag: '@javascript' }, async ({ page }) => {
  await page.goto('/login')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page.getByLabel('Email'))
  await page.keyboard.type(MEMBER.email)
  await tabTo(page.getByLabel('Password', { exact: true }))
  await page.keyboard.type('wrong password')
  await page.keyboard.press('Enter')
  const alert = page.getByRole('alert').filter({ hasText: 'Incorrect email or password.' })
  await expect(alert).toBeFocused()
  await tabTo(page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(MEMBER.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/private')
})

/** Presses the Tab key until a control has the focus. Throws if it is not reached. */
async function tabTo(control: Locator): Promise<void> {
  for (let presses = 0; presses < 8; presses += 1) {
    await control.page().keyboard.press('Tab')
    if (await control.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error('The Tab key does not lead there.')
}

test('nothing in the browser’s caches survives a sign-in or sign-out', async ({ page }) => {
  const home = page.getByRole('link', { name: SITE_NAME })
  const signInLink = page.getByRole('banner').getByRole('link', { name: 'Sign in', exact: true })
  const menu = page.getByRole('banner').locator('summary').getByText(MEMBER.email)
  await page.goto('/')
  await signInLink.click()
  await expect(page).toHaveURL(/\/login/)
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  await home.click()
  await expect(page).toHaveURL('/')
  await expect(menu).toBeVisible()
  await expect(signInLink).toHaveCount(0)

  await menu.click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(signInLink).toBeVisible()
  await home.click()
  await expect(menu).toHaveCount(0)
  await page.goBack()
  // A page made for another user reloads by itself, which can overtake the navigation back to it.
  await page.goBack().catch(() => null)
  await expect(page.getByText(MEMBER.email)).toHaveCount(0)
})
