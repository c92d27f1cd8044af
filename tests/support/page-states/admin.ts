import type { Page } from '@playwright/test'
import type { Site } from '../browser-sessions.ts'
import { ADMIN, MENTOR } from '../stack.ts'
import { type FactorReset, joinWithAuthenticator, requestReset } from './factor-users.ts'
import { alert, at, type PageState, press, state, status, withoutData } from './state.ts'
import { signIn } from './steps.ts'

/** Opens a user with two-factor authentication as an admin. */
const userWithFactor = (reset?: FactorReset) => async (page: Page, site: Site) => {
  const { user } = await joinWithAuthenticator(page, site)
  if (reset) await requestReset(site, user, reset)
  await page.context().clearCookies()
  await signIn(page, ADMIN)
  await page.waitForURL('/private')
  await page.goto(`/admin?search=${user.email}`)
  await page.getByRole('link', { name: user.email }).click()
  await page.getByRole('heading', { level: 2, name: 'Two-factor authentication' }).waitFor()
}

/** Opens a banned user as an admin. */
async function bannedUser(page: Page, site: Site) {
  const { user } = await joinWithAuthenticator(page, site)
  await site.sql(`update auth.users set banned_until = now() + interval '1 day' where email = $1`, [
    user.email,
  ])
  await page.context().clearCookies()
  await signIn(page, ADMIN)
  await page.waitForURL('/private')
  await page.goto(`/admin?search=${user.email}`)
  await page.getByRole('link', { name: user.email }).click()
  await page.getByRole('heading', { level: 2, name: 'Ban' }).waitFor()
}

/** Opens requests for access as an admin. */
const withRequests = (query: string) => async (page: Page, site: Site) => {
  await site.sql(`
    insert into private.access_requests (email, name, reason, status, access_until, decided_at)
    select 'request-' || number || '@' || repeat('long-', number * 10) || 'example.com', 'Ada Lovelace', repeat('I teach here. ', number * number),
      status, case status when 'approved' then now() + interval '1 day' end, case when status <> 'pending' then now() end
    from generate_series(1, 3) as number, unnest(array['pending', 'approved', 'rejected']) as status
    where not exists (select from private.access_requests)`)
  await page.goto(`/admin/access-requests${query}`)
  await page.getByRole('heading', { level: 2, name: 'Ada Lovelace' }).first().waitFor()
}

async function rejectedApproval(page: Page, site: Site) {
  await withRequests('')(page, site)
  await page.getByLabel('Access until (UTC)').first().fill('2001-01-01T12:00')
  await press(page, 'Approve')
  await alert(page)
}

/** Opens the sign-up policy with an allowlist. */
async function withAllowlist(page: Page, site: Site) {
  await site.sql(`
    insert into private.allowed_signups (entry, source) values
      ('@school.example', 'allowlist'), ('ada@' || repeat('long-', 30) || 'example.com', 'allowlist') on conflict do nothing`)
  await page.goto('/admin/sign-up')
  await page.getByRole('button', { name: 'Remove @school.example' }).waitFor()
}

async function rejectedEntry(page: Page) {
  await page.goto('/admin/sign-up')
  await page.getByLabel('Email address or domain').fill('no address')
  await press(page, 'Add to allowlist')
  await alert(page)
}

/** Links an identity provider, unless an earlier visit has. */
async function linkedProvider(page: Page) {
  await page.goto('/admin/organizations/acme')
  const link = page.getByRole('button', { name: 'Link identity provider' })
  if (!(await link.isVisible())) return
  await link.click()
  await status(page)
}

/** The admin area. */
export const ADMIN_AREA: PageState[] = [
  state('(protected)/admin/page.tsx', 'admin', 'admin', at('/admin')),
  state('(protected)/admin/page.tsx', 'admin-failed', 'admin', withoutData('/admin')),
  state('(protected)/admin/page.tsx', 'admin-no-match', 'admin', at('/admin?search=no-match')),
  state(
    '(protected)/admin/organizations/page.tsx',
    'admin-organizations',
    'admin',
    at('/admin/organizations?search=acme'),
  ),
  state(
    '(protected)/admin/organizations/page.tsx',
    'admin-organizations-failed',
    'admin',
    withoutData('/admin/organizations'),
  ),
  state(
    '(protected)/admin/organizations/[slug]/page.tsx',
    'admin-organization',
    'admin',
    at('/admin/organizations/acme'),
  ),
  state(
    '(protected)/admin/organizations/[slug]/page.tsx',
    'admin-organization-linked',
    'admin',
    linkedProvider,
  ),
  state('(protected)/admin/sign-up/page.tsx', 'admin-sign-up', 'admin', at('/admin/sign-up')),
  state('(protected)/admin/sign-up/page.tsx', 'admin-sign-up-failed', 'admin', withoutData('/admin/sign-up')),
  state(
    '(protected)/admin/access-requests/page.tsx',
    'admin-access-requests',
    'admin',
    at('/admin/access-requests'),
  ),
  state(
    '(protected)/admin/access-requests/page.tsx',
    'admin-access-requests-pending',
    'admin',
    withRequests(''),
  ),
  state(
    '(protected)/admin/access-requests/page.tsx',
    'admin-access-requests-approved',
    'admin',
    withRequests('?status=approved'),
  ),
  state(
    '(protected)/admin/access-requests/page.tsx',
    'admin-access-requests-refused',
    'admin',
    rejectedApproval,
  ),
  state('(protected)/admin/sign-up/page.tsx', 'admin-sign-up-allowlist', 'admin', withAllowlist),
  state('(protected)/admin/sign-up/page.tsx', 'admin-sign-up-refused', 'admin', rejectedEntry),
  state('(protected)/admin/activity/page.tsx', 'admin-activity', 'admin', at('/admin/activity')),
  state('(protected)/admin/users/[id]/page.tsx', 'admin-person', 'admin', async (page) => {
    await page.goto('/admin?search=mentor')
    await page.getByRole('link', { name: MENTOR.email }).click()
    await page.getByRole('heading', { level: 1, name: MENTOR.name }).waitFor()
  }),
  state('(protected)/admin/users/[id]/page.tsx', 'admin-factors', 'guest', userWithFactor()),
  state('(protected)/admin/users/[id]/page.tsx', 'admin-reset-pending', 'guest', userWithFactor('pending')),
  state('(protected)/admin/users/[id]/page.tsx', 'admin-banned', 'guest', bannedUser),
]
