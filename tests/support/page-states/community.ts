import { hydrated } from '../hydrated.ts'
import { at, type PageState, press, rejected, state, withoutData } from './state.ts'

const PAGES = '(protected)/o/[slug]/community'

/** The community, that of an organization, and what happens without a permission. */
export const COMMUNITY: PageState[] = [
  state('code-of-conduct/page.tsx', 'code-of-conduct', 'guest', at('/code-of-conduct')),
  state('community/page.tsx', 'posts', 'guest', at('/community')),
  state('community/page.tsx', 'posts-failed', 'guest', withoutData('/community')),
  state('community/materials/page.tsx', 'materials', 'guest', at('/community/materials')),
  state('community/announcements/page.tsx', 'announcements', 'guest', at('/community/announcements')),
  state('forbidden.tsx', 'forbidden', 'member', async (page) => {
    await page.goto('/community')
    await hydrated(page)
    await page.locator('form:has([name=body]) [name=section]').evaluate((field: HTMLInputElement) => {
      field.value = 'elsewhere'
    })
    await page.getByLabel('Title').fill('A')
    await page.getByLabel('Text').fill('B')
    await press(page, 'Write a post')
    await page.getByRole('heading', { level: 1, name: 'You don’t have permission to do that' }).waitFor()
  }),
  state('community/page.tsx', 'posts-member', 'member', async (page) => {
    await page.goto('/community')
    await page.getByText('Delete: Hello, everyone').click()
  }),
  state('community/page.tsx', 'posts-refused', 'member', rejected('/community', 'Write a post')),
  state(`${PAGES}/page.tsx`, 'organization-posts', 'member', async (page) => {
    await page.goto('/o/acme/community')
    await page.getByText('Delete: Lunch on Friday').click()
  }),
  state(
    `${PAGES}/page.tsx`,
    'organization-posts-rejected',
    'member',
    rejected('/o/acme/community', 'Write a post'),
  ),
  state(`${PAGES}/page.tsx`, 'organization-posts-failed', 'member', withoutData('/o/acme/community')),
  state(`${PAGES}/materials/page.tsx`, 'organization-materials', 'mentor', at('/o/acme/community/materials')),
  state(
    `${PAGES}/announcements/page.tsx`,
    'organization-announcements',
    'mentor',
    at('/o/acme/community/announcements'),
  ),
]
