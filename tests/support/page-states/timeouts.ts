import { moveExpiry } from '../session-expiry.ts'
import { setLimits } from '../session-limits.ts'
import { type PageState, state } from './state.ts'
import { join } from './steps.ts'

/** The warning before a session times out. The app needs SESSION_TIMEOUTS=on. */
export const TIMEOUTS: PageState[] = [
  state('(protected)/account/page.tsx', 'timeout-warning', 'guest', async (page, site) => {
    await join(page, site)
    await setLimits(site.sql, '30 minutes', '8 hours')
    await page.goto('/account')
    await setLimits(site.sql, null, null)
    await moveExpiry(page.context(), -28.5 * 60_000)
    await page.getByRole('dialog', { name: 'You’ll be signed out soon' }).waitFor()
  }),
]
