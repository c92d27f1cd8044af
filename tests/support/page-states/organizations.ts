import type { Page } from '@playwright/test'
import type { Site } from '../browser-sessions.ts'
import { at, press, rejected, state, status, withoutData } from './state.ts'

const MENTOR = '/o/acme/members/10000000-0000-4000-8000-000000000002'

const INVITATION = '(auth)/invitations/[token]/page.tsx'
const INVITATION_PATH = '/invitations/example-invitation-example-invitation-00000'

const PAGES = '(protected)/o/[slug]'

async function addNote(page: Page): Promise<void> {
  await page.goto('/o/acme/notes')
  await page.getByLabel('New note').fill('Book the room for Thursday.')
  await press(page, 'Add note')
  await status(page)
}

const firstNote = (link: string) => async (page: Page) => {
  await addNote(page)
  await page.goto('/o/acme/notes')
  await page.getByRole('link', { name: link, exact: true }).first().click()
  await page.waitForURL(/\/notes\/\d/)
}

/** The newcomer can join the example organization. */
async function joinable(page: Page, { sql }: Site): Promise<void> {
  await sql(
    `insert into private.organization_domains (organization_id, domain, added_by)
     select organization_id, 'example.com', user_id from public.organization_members
     where role = 'owner' and organization_id = '20000000-0000-4000-8000-000000000001'`,
  )
  await page.goto('/organizations')
  await sql("delete from private.organization_domains where domain = 'example.com'")
}

/** Organizations and their pages; the member is an admin of the example organization. */
export const ORGANIZATIONS = [
  state('(protected)/organizations/page.tsx', 'organizations', 'member', at('/organizations')),
  state('(protected)/organizations/page.tsx', 'organizations-empty', 'newcomer', at('/organizations')),
  state('(protected)/organizations/page.tsx', 'organizations-joinable', 'newcomer', joinable),
  state(
    '(protected)/organizations/page.tsx',
    'organizations-rejected',
    'member',
    rejected('/organizations', 'Create organization'),
  ),
  state(
    '(protected)/organizations/page.tsx',
    'organizations-failed',
    'member',
    withoutData('/organizations'),
  ),
  state(`${PAGES}/page.tsx`, 'organization', 'member', at('/o/acme')),
  state(`${PAGES}/page.tsx`, 'organization-failed', 'member', withoutData('/o/acme')),
  state(`${PAGES}/notes/page.tsx`, 'organization-notes', 'member', addNote),
  state(`${PAGES}/notes/[id]/page.tsx`, 'organization-note', 'member', firstNote('Edit')),
  state(`${PAGES}/notes/[id]/delete/page.tsx`, 'organization-note-delete', 'member', firstNote('Delete')),
  state(`${PAGES}/members/page.tsx`, 'members', 'member', at('/o/acme/members')),
  state(`${PAGES}/members/[id]/page.tsx`, 'organization-member', 'member', at(MENTOR)),
  state(`${PAGES}/members/[id]/page.tsx`, 'organization-member-owner', 'admin', at(MENTOR)),
  state(`${PAGES}/invitations/page.tsx`, 'organization-invitations', 'member', at('/o/acme/invitations')),
  state(
    `${PAGES}/invitations/page.tsx`,
    'organization-invitations-rejected',
    'member',
    rejected('/o/acme/invitations', 'Send invitation'),
  ),
  state(
    `${PAGES}/invitations/page.tsx`,
    'organization-invitations-failed',
    'member',
    withoutData('/o/acme/invitations'),
  ),
  state(INVITATION, 'invitation', 'guest', at(INVITATION_PATH)),
  state(INVITATION, 'invitation-other-address', 'member', at(INVITATION_PATH)),
  state(INVITATION, 'invitation-failed', 'guest', withoutData(INVITATION_PATH)),
  state(`${PAGES}/settings/page.tsx`, 'organization-settings', 'member', at('/o/acme/settings')),
  state(`${PAGES}/settings/page.tsx`, 'organization-settings-owner', 'admin', at('/o/acme/settings')),
]
