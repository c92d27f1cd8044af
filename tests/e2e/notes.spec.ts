import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { json } from '../support/faults.ts'
import type { StackUser } from '../support/stack.ts'
import { expect, linkIn, signIn, signUp, test } from './fixtures.ts'

const ofNotes = (path: string) => path.startsWith('/rest/v1/notes')

/** Signs up a new user and opens the notes. */
async function arrive(
  page: Page,
  mailbox: { latest(wanted: { to: string }): Promise<{ links: string[] }> },
  person: StackUser,
) {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  await page.goto(linkIn(await mailbox.latest({ to: person.email })))
  await expect(page).toHaveURL('/private')
}

const add = async (page: Page, note: string) => {
  await page.getByLabel('New note').fill(note)
  await page.getByRole('button', { name: 'Add note' }).click()
}
const notes = (page: Page) => page.getByRole('main').getByRole('listitem')
const messages = (page: Page, text: string) => page.getByRole('main').getByText(text)

test('a note is added, edited, and deleted, and shown as typed', async ({ page, mailbox, person }) => {
  await arrive(page, mailbox, person)
  await expect(page.getByText('No notes yet')).toBeVisible()

  const text = `<script>document.title = "taken"</script>\n   three spaces\n\n& ${'a long word'.repeat(30).replaceAll(' ', '')}`
  await add(page, text)
  await expect(page.getByRole('status').filter({ hasText: 'Note added.' })).toBeFocused()
  await expect(page.getByLabel('New note')).toHaveValue('')
  await expect(notes(page)).toHaveCount(1)
  expect(await notes(page).locator('p').first().textContent()).toBe(text)
  await expect(page).toHaveTitle(/^Notes/)
  const wide = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 360, height: 720 })
  const { width } = (await notes(page).boundingBox()) ?? { width: Number.NaN }
  expect(width).toBeLessThan(360)
  await page.setViewportSize(wide)

  await add(page, 'the second')
  await expect(notes(page)).toHaveCount(2)
  await expect(notes(page).first()).toContainText('the second')

  await notes(page).last().getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue(text)
  await page.getByLabel('Note', { exact: true }).fill('the first, changed')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(messages(page, 'Note updated.')).toBeVisible()
  await expect(notes(page).last()).toContainText('the first, changed')

  await notes(page).first().getByRole('link', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'Delete this note?' })).toBeVisible()
  await expect(page.getByRole('blockquote')).toHaveText('the second')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(notes(page)).toHaveCount(2)
  await notes(page).first().getByRole('link', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete note' }).click()
  await expect(messages(page, 'Note deleted.')).toBeVisible()
  await expect(notes(page)).toHaveCount(1)
})

test('an error is shown at the field, and no input is lost', async ({ page, mailbox, person }) => {
  await arrive(page, mailbox, person)
  await add(page, ' \n ')
  const field = page.getByLabel('New note')
  await expect(field).toHaveAccessibleDescription('Enter a note.')
  await expect(
    page.getByRole('alert').filter({ hasText: 'Check the highlighted fields and try again.' }),
  ).toBeFocused()

  const long = 'x'.repeat(10_001)
  await add(page, long)
  await expect(field).toHaveAccessibleDescription(/at most 10,000 characters. This one has 10,001/)
  await expect(field).toHaveValue(long)
  await add(page, long.slice(1))
  await expect(messages(page, 'Note added.')).toBeVisible()
  await expect(field).toHaveValue('')
})

test('while the database is down, the page is shown, and saving keeps the text', async ({
  page,
  mailbox,
  person,
  upstream,
}) => {
  await arrive(page, mailbox, person)
  await upstream.fault(json(500, {}, ofNotes))
  await add(page, 'not lost')
  await expect(messages(page, 'Your note could not be saved.')).toBeVisible()
  await expect(page.getByLabel('New note')).toHaveValue('not lost')

  await page.goto('/private')
  await expect(page.getByRole('heading', { name: `Hello, ${person.name}` })).toBeVisible()
  await expect(messages(page, 'The notes can’t be shown right now.')).toBeVisible()
  await upstream.fault(null)
  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(page.getByText('No notes yet')).toBeVisible()
})

test('while the session is unknown, the form says so and keeps the text', async ({
  page,
  mailbox,
  person,
  upstream,
  javaScriptEnabled,
}) => {
  await arrive(page, mailbox, person)
  await upstream.fault(json(500, {}))
  await add(page, 'not lost either')
  if (javaScriptEnabled === false) {
    await expect(page.getByRole('heading', { name: 'Temporarily unavailable' })).toBeVisible()
    return
  }
  await expect(page.getByRole('alert').filter({ hasText: 'We couldn’t reach the server.' })).toBeFocused()
  await expect(page.getByLabel('New note')).toHaveValue('not lost either')
  await upstream.fault(null)
  await page.getByRole('button', { name: 'Add note' }).click()
  await expect(notes(page)).toHaveText(/not lost either/)
})

test('a double click creates one note', async ({ page, mailbox, person }) => {
  await arrive(page, mailbox, person)
  await page.getByLabel('New note').fill('once')
  await page.getByRole('button', { name: 'Add note' }).dblclick()
  await expect(messages(page, 'Note added.')).toBeVisible()
  await page.goto('/private')
  await expect(notes(page)).toHaveCount(1)
})

test('notes are paged, and a change leads back to its page', async ({ page, mailbox, person }) => {
  await arrive(page, mailbox, person)
  for (let n = 1; n <= 22; n += 1) {
    await add(page, `note number ${n}.`)
    await expect(page.getByText(`note number ${n}.`, { exact: true }).last()).toBeVisible()
  }
  await page.goto('/private')
  await expect(notes(page)).toHaveCount(20)
  await page.getByRole('link', { name: 'Older notes' }).click()
  await expect(notes(page)).toHaveCount(2)
  await expect(notes(page).first()).toContainText('note number 2.')
  const older = new URL(page.url()).search

  await notes(page).last().getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Note', { exact: true }).fill('the oldest')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page).toHaveURL(`/private${older}&notice=note-changed`)
  await expect(notes(page).last()).toContainText('the oldest')
  await page.getByRole('link', { name: 'Newest notes' }).click()
  await expect(notes(page)).toHaveCount(20)
})

test('a user cannot open another user’s note', async ({
  page,
  mailbox,
  person,
  browser,
  baseURL,
  javaScriptEnabled,
}) => {
  await arrive(page, mailbox, person)
  await add(page, 'a secret')
  await notes(page).getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByRole('heading', { name: 'Edit note' })).toBeVisible()
  const path = new URL(page.url()).pathname

  const other = await browser.newContext({ baseURL, javaScriptEnabled })
  const otherPage = await other.newPage()
  await otherPage.goto(path)
  await expect(otherPage).toHaveURL(`/login?redirectedFrom=${encodeURIComponent(path)}`)
  await signIn(otherPage, { email: 'example-member@example.com', password: 'example-password' })
  await expect(otherPage).toHaveTitle(/^Page not found/)
  await expect(otherPage.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  await expect(otherPage.getByText('a secret')).toHaveCount(0)
  await expect(otherPage.getByLabel('Note')).toHaveCount(0)
  await other.close()
})

test('adding a note to an organization that was deleted in the meantime says so', async ({
  page,
  mailbox,
  person,
  running,
  javaScriptEnabled,
}) => {
  await arrive(page, mailbox, person)
  const slug = `org-${randomUUID().slice(0, 8)}`
  await page.goto('/organizations')
  await page.getByLabel('Name', { exact: true }).fill(slug)
  await page.getByLabel('Address', { exact: true }).fill(slug)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page).toHaveURL(`/o/${slug}`)
  await page.goto(`/o/${slug}/notes`)
  await running.sql('delete from public.organizations where slug = $1', [slug])
  await add(page, 'not lost')
  if (javaScriptEnabled === false) {
    await expect(page).toHaveTitle(/^Page not found/)
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
    return
  }
  await expect(messages(page, 'You’re no longer a member of this organization')).toBeVisible()
  await expect(page.getByLabel('New note')).toHaveValue('not lost')
})
