import { expect, linkIn, signIn, signUp, test } from '../e2e/fixtures.ts'
import { pageAloneFails } from '../support/faults.ts'
import { allRoutes } from '../support/routes.ts'
import { ADMIN } from '../support/stack.ts'

const pages = allRoutes().filter(({ kind }) => kind === 'page')

test('no page violates its content policy for a signed-out user', async ({ page }) => {
  for (const { path, access } of pages) {
    if (access === 'protected') continue
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  for (const path of ['/private', '/%ff']) await page.goto(path)
})

test('no page violates its content policy for an admin, error pages included', async ({ page, upstream }) => {
  test.slow()
  await page.goto('/login')
  await signIn(page, ADMIN)
  await expect(page).toHaveURL('/private')
  for (const { path } of pages) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  expect((await page.goto('/nowhere'))?.status()).toBe(404)
  await upstream.fault({ kind: 'refuse' })
  expect((await page.goto('/private'))?.status()).toBe(503)
  await upstream.fault(pageAloneFails())
  expect((await page.goto('/account/sign-in-methods'))?.status()).toBe(500)
  await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible()
  await upstream.fault(null)
})

test('no page of the sign-up flow reports a violation', async ({ page, mailbox, person }) => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  for (const path of [
    '/',
    '/login',
    '/terms',
    '/privacy',
    '/error?reason=link-expired',
    '/check-email',
    '/signup',
  ]) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
  }
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  await page.goto(linkIn(await mailbox.latest({ to: person.email })))
  await expect(page).toHaveURL('/private')
  await page.waitForLoadState('networkidle')
  expect(complaints).toEqual([])
})
