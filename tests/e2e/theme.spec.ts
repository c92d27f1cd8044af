import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const LIGHT = 'rgb(247, 247, 245)'
const DARK = 'rgb(16, 18, 20)'

/** Waits for the page to be there, and for the color. */
const expectBackground = (page: Page, color: string) =>
  expect(page.locator('body')).toHaveCSS('background-color', color)
const choose = (page: Page, theme: string) => page.getByRole('button', { name: theme, exact: true }).click()

test('the device decides, until this browser is told otherwise; that stays, on the page it was asked for', async ({
  page,
  context,
}) => {
  const address = '/login?redirectedFrom=%2Fprivate%3Fx%3D1'
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(address)
  await expectBackground(page, DARK)
  await expect(page.getByRole('button', { name: 'System' })).toHaveAttribute('aria-pressed', 'true')

  await choose(page, 'Light')
  await expect(page.getByRole('button', { name: 'Light' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page).toHaveURL(address)
  await expectBackground(page, LIGHT)

  await page.goto('/signup')
  await expectBackground(page, LIGHT)
  await expect(page.locator('meta[name=color-scheme]')).toHaveAttribute('content', 'light')
  const [cookie] = (await context.cookies()).filter(({ name }) => name === 'theme')
  expect(cookie).toMatchObject({ value: 'light', httpOnly: true, sameSite: 'Lax', path: '/' })

  await choose(page, 'System')
  await expectBackground(page, DARK)
  await expect.poll(async () => (await context.cookies()).filter(({ name }) => name === 'theme')).toEqual([])
})

test('a theme no one knows is none', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'theme', value: '"><script>', url: baseURL ?? '' }])
  await page.goto('/')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system')
})
