import { advanceOneHour } from '../advance-clock.ts'
import { verificationCode } from '../authenticator.ts'
import {
  addAuthenticator,
  joinWithAuthenticator,
  requestReset,
  setUpAuthenticator,
  signInWithoutSecondFactor,
} from './factor-users.ts'
import { alert, at, type PageState, press, state } from './state.ts'
import { join } from './steps.ts'

const LIST = '(protected)/account/two-factor/page.tsx'
const SETUP = '(protected)/account/two-factor/authenticator/page.tsx'
const CODES = '(protected)/account/two-factor/recovery-codes/page.tsx'

/** Two-factor authentication in the account. */
export const TWO_FACTOR: PageState[] = [
  state(LIST, 'two-factor-off', 'member', at('/account/two-factor')),
  state(LIST, 'two-factor', 'guest', async (page, site) => {
    await joinWithAuthenticator(page, site)
    await page.goto('/account/two-factor')
    await page.getByText('Remove Phone', { exact: true }).click()
  }),
  state(LIST, 'two-factor-apps', 'guest', async (page, site) => {
    await joinWithAuthenticator(page, site)
    await addAuthenticator(page, 'Tablet')
    await page.waitForURL('/account/two-factor?notice=added')
  }),
  state(LIST, 'two-factor-reset-pending', 'guest', async (page, site) => {
    const { user } = await joinWithAuthenticator(page, site)
    await requestReset(site, user, 'pending')
    await page.goto('/account/two-factor')
  }),
  state(SETUP, 'authenticator-name', 'guest', async (page, site) => {
    await join(page, site)
    await page.goto('/account/two-factor/authenticator')
  }),
  state(SETUP, 'authenticator', 'member', (page) => setUpAuthenticator(page, 'Phone')),
  state(SETUP, 'authenticator-incorrect-code', 'member', async (page) => {
    await setUpAuthenticator(page, 'Phone')
    await page.getByLabel('6-digit code').fill('12')
    await press(page, 'Turn on')
    await alert(page)
  }),
  state(CODES, 'recovery-codes', 'guest', joinWithAuthenticator),
  state(CODES, 'recovery-codes-left', 'guest', async (page, site) => {
    await joinWithAuthenticator(page, site)
    await press(page, 'I’ve saved my codes')
    await page.waitForURL('/account/two-factor')
    await page.goto('/account/two-factor/recovery-codes')
    await page.getByRole('heading', { name: 'Create new codes' }).waitFor()
  }),
  state('(protected)/account/sessions/page.tsx', 'trusted-devices', 'guest', async (page, site) => {
    const { user, secret } = await joinWithAuthenticator(page, site)
    await signInWithoutSecondFactor(page, user)
    // The current code is used up.
    await page.getByLabel('6-digit code').fill(verificationCode(secret, Date.now() + 30_000))
    await page.getByRole('checkbox', { name: /Don’t ask again/ }).check()
    await press(page, 'Continue')
    await page.waitForURL('/private')
    await page.goto('/account/sessions')
    await page.getByRole('list', { name: 'Your trusted devices' }).waitFor()
  }),
  state(
    '(protected)/account/reauthenticate/page.tsx',
    'reauthentication-with-app',
    'guest',
    async (page, site) => {
      const { user } = await joinWithAuthenticator(page, site)
      await advanceOneHour(page.context(), site.sql, user)
      await page.goto('/account/data/delete')
      await page.getByRole('heading', { name: 'Enter a code from your authenticator app' }).waitFor()
    },
  ),
]
