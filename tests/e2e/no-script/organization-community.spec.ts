import type { Page } from '@playwright/test'
import { json } from '../../support/faults.ts'
import { ADMIN, MENTOR, type StackUser } from '../../support/stack.ts'
import { expect, signIn, test } from '../fixtures.ts'

async function openAs(page: Page, user: StackUser) {
  await page.goto('/login')
  await signIn(page, user)
  await expect(page).toHaveURL('/private')
  await page.goto('/o/acme')
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Posts' }).click()
  await expect(page).toHaveURL('/o/acme/community')
}

const publish = async (page: Page, title: string) => {
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Text').fill('First line\nsecond line')
  await page.getByRole('button', { name: 'Write a post' }).click()
}

const entry = (page: Page, title: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: title, exact: true }) })

test('a member writes to the organization alone, and its owner deletes it', async ({
  page,
  openBrowser,
  person: { name },
}) => {
  const title = `From a member ${name}`
  await openAs(page, MENTOR)
  await publish(page, title)
  await expect(page.getByText('Published.')).toBeVisible()
  await expect(entry(page, title)).toContainText(MENTOR.name)
  await page.goto('/community')
  await expect(entry(page, 'Hello, everyone')).toBeVisible()
  await expect(entry(page, title)).toHaveCount(0)

  const owner = await openBrowser()
  await openAs(owner, ADMIN)
  await entry(owner, title).locator('summary').click()
  await entry(owner, title).getByRole('button', { name: 'Yes, delete it' }).click()
  await expect(owner.getByText('Deleted.')).toBeVisible()
  await expect(entry(owner, title)).toHaveCount(0)
  await page.goto('/account/activity')
  await expect(page.getByText(/acme: posts \d/).first()).toBeVisible()
})

test('a post is kept in its form while the database does not respond', async ({ page, upstream }) => {
  await openAs(page, MENTOR)
  await upstream.fault(json(500, { message: 'down' }, (path) => path.startsWith('/rest/')))
  await publish(page, 'Typed in vain')
  await expect(page.getByRole('alert').first()).toBeVisible()
  await expect(page.getByLabel('Title')).toHaveValue('Typed in vain')
  await expect(page.getByLabel('Text')).toHaveValue(/second line/)
  await upstream.fault(null)
  await page.getByRole('button', { name: 'Write a post' }).click()
  await expect(page.getByText('Published.')).toBeVisible()
})
