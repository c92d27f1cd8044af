import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../e2e/fixtures.ts'
import { join } from '../e2e/sign-in-steps.ts'

/** Strings that survive minification: each is in the client library and not in our code. */
const OF_SUPABASE = ['gotrue-js', 'sb_publishable_', 'X-Client-Info', 'realtime/v1', 'postgrest']
/** A password of the strength estimator's list that is not in our texts. */
const OF_PASSWORD_LISTS = 'qwertyuiop'
const SIGNED_OUT = [
  '/',
  '/login',
  '/signup',
  '/check-email',
  '/about',
  '/terms',
  '/privacy',
  '/error',
  '/account-deleted',
]

/** Opens pages. @returns every script that the browser downloaded meanwhile. */
async function scriptsOf(page: Page, paths: string[]): Promise<string> {
  const scripts: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text())
  })
  for (const path of paths) await page.goto(path, { waitUntil: 'networkidle' })
  return (await Promise.all(scripts)).join('\n')
}

test('the markers are in the library', async () => {
  const modules = ['auth-js/dist/main/lib/constants.js', 'supabase-js/dist/index.cjs']
  const library = await Promise.all(modules.map((file) => readFile(`node_modules/@supabase/${file}`, 'utf8')))
  expect(OF_SUPABASE.filter((marker) => library.join().includes(marker)).length).toBeGreaterThan(2)
})

test('signed-out pages download neither the library nor the password list', async ({ page }) => {
  const scripts = await scriptsOf(page, SIGNED_OUT)
  expect(scripts).toContain('characters (longer is better')
  expect(OF_SUPABASE.filter((marker) => scripts.includes(marker))).toEqual([])
  expect(scripts).not.toContain(OF_PASSWORD_LISTS)
})

test('the password list is downloaded when the user types a new password', async ({ page }) => {
  const list = page.waitForResponse(async (response) => (await response.text()).includes(OF_PASSWORD_LISTS))
  await page.goto('/signup')
  const rule = page.locator('[data-rule]').filter({ hasText: 'Hard to guess' })
  await expect(rule).toHaveAttribute('data-rule', 'open')
  await page.getByLabel('Password', { exact: true }).fill('Summer2026')
  await expect(rule).toHaveAttribute('data-rule', 'broken')
  await list
  await page.getByLabel('Password', { exact: true }).fill('violet hat on tuesday')
  await expect(rule).toHaveAttribute('data-rule', 'met')
  await page.getByLabel('Name').fill('Wilhelmina Oyelaran')
  await page.getByLabel('Password', { exact: true }).fill('Oyelaran2026')
  await expect(rule).toHaveAttribute('data-rule', 'broken')
})

test('account pages do not download the library either, and load nothing before it is needed', async ({
  page,
  mailbox,
  person,
}) => {
  await join(page, mailbox, person)
  const prefetched: string[] = []
  page.on('request', (request) => {
    const headers = request.headers()
    if (headers['next-router-prefetch'] || request.url().includes('_rsc=')) prefetched.push(request.url())
  })
  const scripts = await scriptsOf(page, ['/private', '/account', '/account/password', '/account/sessions'])
  expect(OF_SUPABASE.filter((marker) => scripts.includes(marker))).toEqual([])
  expect(prefetched).toEqual([])
})
