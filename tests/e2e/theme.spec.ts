import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const [, light = '', dark = ''] =
  /--color-canvas: light-dark\(#(\w{6}), #(\w{6})\)/.exec(readFileSync('app/globals.css', 'utf8')) ?? []
const rgb = (hex: string) =>
  `rgb(${[0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`
const LIGHT = rgb(light)
const DARK = rgb(dark)

/** Waits for the page and its color. */
const expectBackground = (page: Page, color: string) =>
  expect(page.locator('body')).toHaveCSS('background-color', color)
const choose = (page: Page, theme: string) => page.getByRole('button', { name: theme, exact: true }).click()

test('the device’s theme applies until the user chooses another, which is stored', async ({
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

test('an unknown theme is ignored', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'theme', value: '"><script>', url: baseURL ?? '' }])
  await page.goto('/')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system')
})
