import type { Page } from '@playwright/test'
import type { Site } from '../browser-sessions.ts'
import { ADMIN, MENTOR } from '../stack.ts'
import { type FactorReset, joinWithAuthenticator, requestReset } from './factor-users.ts'
import { at, type PageState, state, withoutData } from './state.ts'
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

/** The admin area. */
export const ADMIN_AREA: PageState[] = [
  state('(protected)/admin/page.tsx', 'admin', 'admin', at('/admin')),
  state('(protected)/admin/page.tsx', 'admin-failed', 'admin', withoutData('/admin')),
  state('(protected)/admin/page.tsx', 'admin-no-match', 'admin', at('/admin?search=no-match')),
  state('(protected)/admin/sign-up/page.tsx', 'admin-sign-up', 'admin', at('/admin/sign-up')),
  state('(protected)/admin/sign-up/page.tsx', 'admin-sign-up-failed', 'admin', withoutData('/admin/sign-up')),
  state(
    '(protected)/admin/access-requests/page.tsx',
    'admin-access-requests',
    'admin',
    at('/admin/access-requests'),
  ),
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
