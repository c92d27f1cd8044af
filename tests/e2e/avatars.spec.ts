import sharp from 'sharp'
import { announcements } from './account-steps.ts'
import { expect, test } from './fixtures.ts'
import { continueAs, join } from './sign-in-steps.ts'

test.beforeEach(({ page, mailbox, person }) => join(page, mailbox, person))

const picture = (background: string) =>
  sharp({ create: { width: 640, height: 480, channels: 3, background } })
    .jpeg()
    .toBuffer()

const file = (buffer: Buffer, name = 'me.jpg') => ({ name, mimeType: 'image/jpeg', buffer })

test('a picture is uploaded, shown in the header of every page, and removed', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto('/account')
  const inHeader = page.getByRole('banner').locator('img[src^="/avatars/"]')
  await expect(inHeader).toHaveCount(0)
  await page.getByRole('button', { name: 'Upload picture' }).click()
  await expect(page.getByLabel('New picture')).toHaveAccessibleDescription(
    /Choose a JPEG, PNG, or WebP picture\./,
  )

  await page.getByLabel('New picture').setInputFiles(file(await picture('#1188cc')))
  await page.getByRole('button', { name: 'Upload picture' }).click()
  await expect(announcements(page, 'Your picture was saved.')).toBeVisible()
  await expect(inHeader).toBeVisible()
  await expect(page.getByRole('main').locator('img[src^="/avatars/"]')).toBeVisible()
  await expect(inHeader).toHaveJSProperty('naturalWidth', 256)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)

  await page.goto('/private')
  const first = await inHeader.getAttribute('src')
  await page.goto('/account')
  await page.getByLabel('New picture').setInputFiles(file(await picture('#cc2200')))
  await page.getByRole('button', { name: 'Upload picture' }).click()
  await expect(inHeader).not.toHaveAttribute('src', String(first))

  await page.getByRole('button', { name: 'Remove picture' }).click()
  await expect(announcements(page, 'Your picture was removed.')).toBeVisible()
  await expect(inHeader).toHaveCount(0)
})

test('a picture is copied from GitHub', async ({ page }) => {
  await page.goto('/account/sign-in-methods')
  await page.getByRole('button', { name: 'Connect GitHub' }).click()
  await continueAs(page, 'octocat-with-picture')
  await expect(page).toHaveURL(/connected=github/)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Use my GitHub picture' }).click()
  await expect(announcements(page, 'Your picture was saved.')).toBeVisible()
  await expect(page.getByRole('banner').locator('img[src^="/avatars/"]')).toHaveJSProperty(
    'naturalWidth',
    256,
  )
})

test('a file that is too large is not sent', { tag: '@javascript' }, async ({ page, upstream }) => {
  await page.goto('/account')
  await page.getByLabel('New picture').setInputFiles(file(Buffer.alloc(8_000_000)))
  upstream.reset()
  await page.getByRole('button', { name: 'Upload picture' }).click()
  await expect(page.getByLabel('New picture')).toHaveAccessibleDescription(/larger than 5 MB/)
  expect(upstream.calls).toEqual([])
})

test('while Storage does not deliver a picture, the initials are visible', async ({ page, upstream }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/account')
  const shot = () => page.getByRole('banner').locator('summary span').first().screenshot()
  const initials = await shot()

  await upstream.fault({
    kind: 'reset',
    only: (path, method) => path.startsWith('/storage/') && method === 'GET',
  })
  const failed = page.waitForResponse((response) => response.url().includes('/avatars/'))
  await page.getByLabel('New picture').setInputFiles(file(await picture('#1188cc')))
  await page.getByRole('button', { name: 'Upload picture' }).click()
  await expect(announcements(page, 'Your picture was saved.')).toBeVisible()
  expect((await failed).status()).toBe(503)
  expect((await shot()).equals(initials)).toBe(true)

  await upstream.fault(null)
  await page.reload()
  await expect(page.getByRole('banner').locator('img')).toHaveJSProperty('naturalWidth', 256)
  expect((await shot()).equals(initials)).toBe(false)
})
