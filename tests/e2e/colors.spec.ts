import { expect, test } from './fixtures.ts'

test('everyone sees the five colors', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('contentinfo').getByRole('link', { name: 'Colors' }).click()
  await expect(page.getByRole('heading', { name: 'Colors' })).toBeVisible()
  await expect(page.getByRole('main').getByRole('listitem')).toHaveText([
    'Amber',
    'Indigo',
    'Moss',
    'Rust',
    'Slate',
  ])
})
