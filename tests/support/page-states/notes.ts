import type { Page } from '@playwright/test'
import { at, type PageState, press, rejected, state, status, withoutData } from './state.ts'

async function addNote(page: Page, note: string): Promise<void> {
  await page.goto('/private')
  await page.getByLabel('New note').fill(note)
  await press(page, 'Add note')
  await status(page)
}

async function firstNote(page: Page, link: string): Promise<void> {
  await addNote(
    page,
    'Seeds for the balcony: basil, thyme, nasturtium.\nAsk Mira which ones she has left over.',
  )
  await page.getByRole('link', { name: link }).first().click()
  await page.waitForURL(/\/notes\//)
}

/** The notes. */
export const NOTES: PageState[] = [
  state('(protected)/private/page.tsx', 'private-empty', 'newcomer', at('/private')),
  state('(protected)/private/page.tsx', 'private', 'member', async (page) => {
    await addNote(page, 'Return the library books before Friday.')
    await page.goto('/private')
  }),
  state('(protected)/private/page.tsx', 'private-saved', 'member', (page) =>
    addNote(page, 'Call the plumber about the kitchen tap.'),
  ),
  state('(protected)/private/page.tsx', 'private-refused', 'member', rejected('/private', 'Add note')),
  state('(protected)/private/page.tsx', 'private-failed', 'member', withoutData('/private')),
  state('(protected)/private/notes/[id]/page.tsx', 'note', 'member', (page) => firstNote(page, 'Edit')),
  state('(protected)/private/notes/[id]/delete/page.tsx', 'note-delete', 'member', (page) =>
    firstNote(page, 'Delete'),
  ),
]
