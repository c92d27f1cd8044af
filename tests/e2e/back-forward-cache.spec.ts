import type { Page } from '@playwright/test'
import { MEMBER } from '../support/stack.ts'
import { expect, signIn, test } from './fixtures.ts'

/** Playwright switches this cache off, which causes all of these. */
const PLAYWRIGHT = /^(BackForwardCacheDisabled\w*|BrowsingInstanceNotSwapped)$/

/** Leaves a page and goes back. @returns why the browser could not keep it in memory. */
async function notRestored(page: Page, path: string): Promise<string[]> {
  const reasons: string[] = []
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Page.enable')
  cdp.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) => {
    reasons.push(...notRestoredExplanations.map(({ reason }) => reason))
  })
  await page.goto(path)
  await page.goto('/robots.txt')
  await page.goBack()
  await expect(page).toHaveURL(path)
  await expect.poll(() => reasons).toContain('BackForwardCacheDisabledByCommandLine')
  await cdp.detach()
  return reasons.filter((reason) => !PLAYWRIGHT.test(reason))
}

test('signed-out pages may stay in memory for the Back button', { tag: '@javascript' }, async ({ page }) => {
  for (const path of ['/', '/login', '/signup', '/about'])
    expect([path, await notRestored(page, path)]).toEqual([path, []])
})

test('signed-in pages may not', { tag: '@javascript' }, async ({ page }) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await expect(page).toHaveURL('/private')
  for (const path of ['/private', '/account', '/about'])
    expect([path, await notRestored(page, path)]).toEqual([
      path,
      expect.arrayContaining([expect.stringMatching(/NoStore/)]),
    ])
})
