import { SHARED_PAGES } from '../../utils/auth/routes.ts'
import { MEMBER } from '../support/stack.ts'
import { expect, policyViolations, signIn, test } from './fixtures.ts'

for (const path of SHARED_PAGES)
  test(`${path} runs its own scripts and no injected one`, { tag: '@javascript' }, async ({
    browser,
    running,
  }) => {
    const context = await browser.newContext()
    const violations = policyViolations(context)
    const page = await context.newPage()
    // Opening it waits until React has hydrated it.
    const response = await page.goto(running.url + path)
    expect(response?.headers()['content-security-policy']).toContain(`'sha256-`)
    expect(violations).toEqual([])

    await page.route(running.url + path, async (route) => {
      const original = await route.fetch()
      const body = (await original.text()).replace('</main>', '<script>window.evil = 1</script></main>')
      await route.fulfill({ response: original, body })
    })
    await page.reload()
    await expect.poll(() => violations.length).toBe(1)
    expect(await page.evaluate(() => 'evil' in window)).toBe(false)
    await context.close()
  })

test('going back to pages from before the sign-in shows them as signed in', async ({ page }) => {
  const account = page.getByText(MEMBER.email).first()
  for (const path of ['/', '/terms', '/about', '/login']) await page.goto(path)
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  await page.goto('/about')
  for (const path of ['/private', '/private', '/about', '/terms', '/']) {
    await page.goBack()
    await expect(page).toHaveURL(path)
    await expect(account).toBeVisible()
  }
})

test('going back to a page from before the sign-out does not show it as signed in', async ({ page }) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  await page.goto('/terms')
  await expect(page.getByText(MEMBER.email).first()).toBeVisible()
  await page.getByText(MEMBER.email, { exact: true }).first().click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign up' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('link', { name: 'Sign up' })).toBeVisible()
})
