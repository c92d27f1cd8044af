import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { ADMIN, MEMBER, MENTOR, type StackUser } from '../support/stack.ts'
import { expect, linkIn, signIn, signOut, signUp, test } from './fixtures.ts'

const PATHS = {
  posts: '/community',
  materials: '/community/materials',
  announcements: '/community/announcements',
} as const

type Section = keyof typeof PATHS

const ADD = {
  posts: 'Write a post',
  materials: 'Add a material',
  announcements: 'Make an announcement',
} as const

const SECTIONS = Object.keys(PATHS) as Section[]

async function enterAs(page: Page, person: StackUser | null): Promise<void> {
  if (!person) return
  await page.goto('/login')
  await signIn(page, person)
  await expect(page).toHaveURL('/private')
}

async function add(page: Page, section: Section, title: string): Promise<void> {
  await page.goto(PATHS[section])
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Text').fill('First line\n<script>alert(1)</script>')
  await page.getByRole('button', { name: ADD[section] }).click()
  await expect(page.getByText('Published.')).toBeVisible()
  await expect(entry(page, title)).toContainText('<script>alert(1)</script>')
}

function entry(page: Page, title: string) {
  return page.getByRole('article').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
}

/** A section of a page, by its heading. */
function inSection(page: Page, heading: string) {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) })
}

async function remove(page: Page, title: string): Promise<void> {
  await entry(page, title).locator('summary').click()
  await expect(entry(page, title)).toContainText('This can’t be undone.')
  await entry(page, title).getByRole('button', { name: 'Yes, delete it' }).click()
  await expect(page.getByText('Deleted.')).toBeVisible()
  await expect(entry(page, title)).toHaveCount(0)
}

/** The entry that each section has from the start. */
const THERE = { posts: 'Hello, everyone', materials: 'Reading list', announcements: 'The community is open' }

const MATRIX: { who: string; person: StackUser | null; creates: Section[]; deletes: Section[] }[] = [
  { who: 'guest', person: null, creates: [], deletes: [] },
  { who: 'member', person: MEMBER, creates: ['posts'], deletes: ['posts'] },
  { who: 'mentor', person: MENTOR, creates: ['posts', 'materials'], deletes: ['materials'] },
  { who: 'admin', person: ADMIN, creates: SECTIONS, deletes: SECTIONS },
]

for (const { who, person, creates, deletes } of MATRIX) {
  test(`a ${who} reads everything, and adds and deletes what the role allows`, async ({ page }) => {
    await enterAs(page, person)
    for (const section of SECTIONS) {
      await page.goto(PATHS[section])
      await expect(entry(page, THERE[section])).toBeVisible()
      await expect(page.getByRole('button', { name: ADD[section] })).toHaveCount(
        creates.includes(section) ? 1 : 0,
      )
      await expect(entry(page, THERE[section]).locator('summary')).toHaveCount(
        deletes.includes(section) ? 1 : 0,
      )
    }
    const adminLink = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' })
    await expect(adminLink).toHaveCount(who === 'admin' ? 1 : 0)
    const response = await page.goto('/admin')
    expect(response?.status()).toBe({ guest: 200, member: 404, mentor: 404, admin: 200 }[who])
    await expect(page.getByRole('heading', { name: 'Users' })).toHaveCount(who === 'admin' ? 1 : 0)

    for (const section of creates) {
      const title = `By a ${who} ${randomUUID().slice(0, 8)}`
      await add(page, section, title)
      await expect(entry(page, title)).toContainText(person?.name ?? '')
      await remove(page, title)
    }
  })
}

test('an admin deletes another user’s entry, which appears in that user’s activity', async ({
  page,
  browser,
  baseURL,
  javaScriptEnabled,
}) => {
  const title = `To be deleted ${randomUUID().slice(0, 8)}`
  await enterAs(page, MENTOR)
  await add(page, 'posts', title)

  const other = await browser.newContext({ baseURL, javaScriptEnabled })
  const admin = await other.newPage()
  await enterAs(admin, ADMIN)
  await admin.goto('/community')
  await remove(admin, title)
  await other.close()

  await page.goto('/account/activity')
  await expect(page.getByRole('listitem').filter({ hasText: 'Community post deleted' }).first()).toBeVisible()
})

test('errors are shown at the field, and no input is lost', async ({ page }) => {
  await enterAs(page, MEMBER)
  await page.goto('/community')
  await page.getByLabel('Text').fill('A text without a title')
  await page.getByRole('button', { name: 'Write a post' }).click()
  const title = page.getByLabel('Title')
  await expect(
    page.getByRole('alert').filter({ hasText: 'Check the highlighted fields and try again.' }),
  ).toBeVisible()
  await expect(title).toHaveAccessibleDescription(/Enter a title\./)
  await expect(page.getByLabel('Text')).toHaveValue('A text without a title')
})

test('an admin grants a role until a date, revokes it, and ends the sessions', async ({
  page,
  mailbox,
  person,
  browser,
  baseURL,
  javaScriptEnabled,
}) => {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  await page.goto(linkIn(await mailbox.latest({ to: person.email })))
  await page.goto('/community/materials')
  await expect(page.getByRole('button', { name: 'Add a material' })).toHaveCount(0)

  const other = await browser.newContext({ baseURL, javaScriptEnabled })
  const admin = await other.newPage()
  await enterAs(admin, ADMIN)
  await admin.goto('/admin')
  await admin.getByLabel('Name or email').fill(person.email.toUpperCase())
  await admin.getByRole('button', { name: 'Search' }).click()
  await admin.getByRole('link', { name: person.email }).click()
  await expect(admin.getByRole('heading', { name: person.name })).toBeVisible()

  await inSection(admin, 'Grant a role').getByLabel('Role').selectOption('mentor')
  await inSection(admin, 'Grant a role').getByLabel('Until (UTC)').fill('2020-01-01T00:00')
  await inSection(admin, 'Grant a role').getByLabel('Reason').fill('for the workshop')
  await admin.getByRole('button', { name: 'Grant role' }).click()
  await expect(inSection(admin, 'Grant a role').getByLabel('Until (UTC)')).toHaveAccessibleDescription(
    /Choose a time in the future\./,
  )
  await inSection(admin, 'Grant a role').getByLabel('Until (UTC)').fill('2096-01-01T12:00')
  await admin.getByRole('button', { name: 'Grant role' }).click()
  await expect(admin.getByText('Role granted.')).toBeVisible()
  await expect(
    admin.getByRole('listitem').filter({ hasText: /mentor until 1 Jan 2096.*for the workshop/ }),
  ).toBeVisible()

  const userPage = admin.url()
  const inList = admin.getByRole('link', { name: person.email })
  for (const [role, count] of [
    ['mentor', 1],
    ['admin', 0],
  ] as const) {
    await admin.goto(`/admin?search=${person.email}`)
    await admin.getByLabel('Role').selectOption(role)
    await admin.getByRole('button', { name: 'Search' }).click()
    await expect(admin).toHaveURL(new RegExp(`role=${role}`))
    await expect(inList).toHaveCount(count)
  }
  await admin.goto(userPage)

  await add(page, 'materials', `By ${person.name}`)
  await page.goto('/account/activity')
  await expect(page.getByText(/Role granted: mentor until 2096-01-01 12:00 UTC/)).toBeVisible()
  await expect(page.getByText('for the workshop')).toHaveCount(0)

  await page.goto('/community/materials')
  await page.getByLabel('Title').fill('Too late')
  await page.getByLabel('Text').fill('Written while it was still allowed')
  await inSection(admin, 'Revoke a role').getByLabel('Reason').fill('the workshop is over')
  await admin.getByRole('button', { name: 'Revoke role' }).click()
  await expect(admin.getByText('Role revoked.')).toBeVisible()
  await page.getByRole('button', { name: 'Add a material' }).click()
  await expect(page.getByText('You don’t have permission to do this')).toBeVisible()
  await page.goto('/community/materials')
  await expect(page.getByRole('button', { name: 'Add a material' })).toHaveCount(0)
  await expect(entry(page, 'Too late')).toHaveCount(0)

  await inSection(admin, 'Sessions').getByLabel('Reason').fill('a lost laptop')
  await admin.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(admin.getByText('This user has been signed out everywhere.')).toBeVisible()
  await page.goto('/private')
  await expect(page).toHaveURL(/\/login\?/)

  await admin.getByRole('main').getByRole('link', { name: 'Activity' }).last().click()
  await expect(admin.getByText(/Session ended: ended by an admin: a lost laptop/)).toBeVisible()
  const entries = admin.getByRole('list', { name: 'Activity' })
  await expect(entries).toContainText('Account created')
  await admin.getByLabel('Type of event').selectOption('Session ended')
  await admin.getByRole('button', { name: 'Filter' }).click()
  await expect(entries).not.toContainText('Account created')
  await expect(entries).toContainText('ended by an admin: a lost laptop')
  await other.close()
})

test('the last admin cannot be removed', async ({ page }) => {
  await enterAs(page, ADMIN)
  await page.goto(`/admin?search=${ADMIN.email}`)
  await page.getByRole('link', { name: ADMIN.email }).click()
  await inSection(page, 'Revoke a role').getByLabel('Reason').fill('by mistake')
  await page.getByRole('button', { name: 'Revoke role' }).click()
  await expect(page.getByText('At least one admin must have no expiry.')).toBeVisible()
  await expect(inSection(page, 'Revoke a role').getByLabel('Reason')).toHaveValue('by mistake')
})

test('users see their sign-ins in their activity, including failed ones', async ({
  page,
  mailbox,
  person,
}) => {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  await page.goto(linkIn(await mailbox.latest({ to: person.email })))
  await signOut(page, person)
  await page.goto('/login')
  await signIn(page, { ...person, password: 'not the password' })
  await expect(page.getByText('Incorrect email or password.')).toBeVisible()
  await signIn(page, person)
  await expect(page).toHaveURL('/private')

  await expect(async () => {
    await page.goto('/account/activity')
    await expect(page.getByText('Sign-in failed: incorrect email or password')).toBeVisible({ timeout: 3000 })
  }).toPass()
  for (const text of ['Account created', 'Email address confirmed', 'Session ended: signed out', 'Signed in'])
    await expect(page.getByText(text, { exact: true }).first()).toBeVisible()
})
