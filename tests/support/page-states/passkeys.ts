import type { Page } from '@playwright/test'
import { advanceOneHour } from '../advance-clock.ts'
import type { Site } from '../browser-sessions.ts'
import type { StackUser } from '../stack.ts'
import { addVirtualAuthenticator } from '../virtual-authenticator.ts'
import { at, type PageState, press, state, status } from './state.ts'
import { join } from './steps.ts'

const LIST = '(protected)/account/passkeys/page.tsx'

/** Signs up a new user and adds a passkey. */
async function joinWithPasskey(page: Page, site: Site): Promise<StackUser> {
  const user = await join(page, site)
  await addVirtualAuthenticator(page)
  await page.goto('/account/passkeys')
  await page.getByLabel('Name (optional)').fill('Work laptop')
  await press(page, 'Add a passkey')
  await status(page)
  return user
}

/** Passkeys. */
export const PASSKEYS: PageState[] = [
  state('error/page.tsx', 'error-passkey-rejected', 'guest', at('/error?reason=passkey-rejected')),
  state('error/page.tsx', 'error-passkey-expired', 'guest', at('/error?reason=passkey-expired')),
  state(LIST, 'passkeys-none', 'guest', async (page, site) => {
    await join(page, site)
    await page.goto('/account/passkeys')
  }),
  state(LIST, 'passkeys-added', 'guest', joinWithPasskey),
  state(LIST, 'passkeys-rename', 'guest', async (page, site) => {
    await joinWithPasskey(page, site)
    await page.getByText('Rename Work laptop', { exact: true }).click()
    await page.getByLabel('Name', { exact: true }).waitFor()
  }),
  state(LIST, 'passkeys-remove', 'guest', async (page, site) => {
    await joinWithPasskey(page, site)
    await page.getByText('Remove Work laptop', { exact: true }).click()
    await page.getByRole('button', { name: 'Yes, remove Work laptop' }).waitFor()
  }),
  state(LIST, 'passkeys-reauthenticate', 'guest', async (page, site) => {
    const user = await joinWithPasskey(page, site)
    await advanceOneHour(page.context(), site.sql, user)
    await page.goto('/account/passkeys')
  }),
  state(
    '(protected)/account/reauthenticate/page.tsx',
    'reauthentication-with-passkey',
    'guest',
    async (page, site) => {
      const user = await joinWithPasskey(page, site)
      await advanceOneHour(page.context(), site.sql, user)
      await page.goto('/account/data/delete')
      await page.getByRole('button', { name: 'Continue with a passkey' }).waitFor()
    },
  ),
]
