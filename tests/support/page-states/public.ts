import { at, type PageState, state, withoutData } from './state.ts'

/** The pages that everyone can open. */
export const PUBLIC: PageState[] = [
  state('page.tsx', 'home', 'guest', at('/')),
  state('about/page.tsx', 'about', 'guest', at('/about')),
  state('terms/page.tsx', 'terms', 'guest', at('/terms')),
  state('privacy/page.tsx', 'privacy', 'guest', at('/privacy')),
  state('colors/page.tsx', 'colors', 'guest', at('/colors')),
  state('colors/page.tsx', 'colors-failed', 'guest', withoutData('/colors')),
  state('account-deleted/page.tsx', 'account-deleted', 'guest', at('/account-deleted')),
  state('error/page.tsx', 'error', 'guest', at('/error')),
  state('error/page.tsx', 'error-link-expired', 'guest', at('/error?reason=link-expired')),
  state('error/page.tsx', 'error-reset-link-expired', 'guest', at('/error?reason=reset-link-expired')),
  state('unavailable/page.tsx', 'unavailable', 'guest', at('/unavailable')),
  state('page.tsx', 'home-signed-in', 'member', at('/')),
  state('page.tsx', 'menu', 'member', async (page) => {
    await page.goto('/')
    await page.getByRole('banner').locator('summary').click()
  }),
  state('not-found.tsx', 'not-found', 'member', at('/nothing-here')),
]
