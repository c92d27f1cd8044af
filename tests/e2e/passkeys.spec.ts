import type { Page } from '@playwright/test'
import { addVirtualAuthenticator } from '../support/virtual-authenticator.ts'
import { advanceOneHour, announcements, expectSignedIn } from './account-steps.ts'
import { expect, signOut, test } from './fixtures.ts'
import { join } from './sign-in-steps.ts'

const PAGE = '/account/passkeys'

const passkeysOn = (page: Page) => page.getByRole('list', { name: 'Your passkeys' }).getByRole('listitem')

async function addPasskey(page: Page, name = '') {
  await page.goto(PAGE)
  await page.getByLabel('Name (optional)').fill(name)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(announcements(page, 'Passkey added.')).toBeVisible()
}

const passkeyButton = (page: Page) => page.getByRole('button', { name: 'Continue with a passkey' })

/** What the script shows at a form. */
const problem = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text })

test.beforeEach(({ page, mailbox, person }) => join(page, mailbox, person))

test('a browser without passkeys shows no button', async ({ page, person }) => {
  await signOut(page, person)
  await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'))
  await page.goto('/login')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await expect(passkeyButton(page)).toBeHidden()
})

test.describe('@javascript', () => {
  test('a passkey is added and named, signs in by button, and is renamed and removed', async ({
    page,
    person,
  }) => {
    const authenticator = await addVirtualAuthenticator(page)
    await page.goto(PAGE)
    await expect(page.getByText('No passkeys yet')).toBeVisible()
    await addPasskey(page, 'Work laptop')
    await expect(passkeysOn(page)).toHaveCount(1)
    await expect(passkeysOn(page)).toContainText('Work laptop')
    await expect(passkeysOn(page)).toContainText('Never used')
    expect(await authenticator.credentials()).toMatchObject([
      { isResidentCredential: true, rpId: 'localhost' },
    ])

    await signOut(page, person)
    await page.goto(`/login?redirectedFrom=${encodeURIComponent('/account/sessions?x=1')}`)
    await passkeyButton(page).click()
    await expect(page).toHaveURL('/account/sessions?x=1')
    await expect(page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')).toHaveCount(1)
    await expectSignedIn(page, person)

    await page.goto(PAGE)
    await expect(passkeysOn(page)).toContainText('Last used')
    await page.getByText('Rename Work laptop', { exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill('Old laptop')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(passkeysOn(page)).toContainText('Old laptop')
    await page.getByText('Remove Old laptop', { exact: true }).click()
    await page.getByRole('button', { name: 'Yes, remove Old laptop' }).click()
    await expect(page.getByText('No passkeys yet')).toBeVisible()

    await page.goto('/account/activity')
    for (const event of ['Passkey added', 'Signed in: with a passkey', 'Passkey renamed', 'Passkey removed'])
      await expect(page.getByText(event, { exact: true }).first()).toBeVisible()

    await signOut(page, person)
    await page.goto('/login')
    await passkeyButton(page).click()
    await expect(page.getByRole('heading', { name: 'This passkey didn’t sign you in' })).toBeVisible()
  })

  test('autofill signs in when the email field is reached, also on a page that was not loaded as a whole', async ({
    page,
    person,
  }) => {
    await addVirtualAuthenticator(page)
    await addPasskey(page)
    await signOut(page, person)

    await page.goto('/')
    await page.getByRole('link', { name: 'Sign in', exact: true }).first().click()
    await expect(page).toHaveURL('/login')
    await page.getByLabel('Email').focus()
    await expect(page).toHaveURL('/private')
    await expectSignedIn(page, person)
  })

  test('the sign-in page loads nothing for passkeys until one is asked for', async ({ page, person }) => {
    await addVirtualAuthenticator(page)
    await signOut(page, person)
    const loaded: string[] = []
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
    await page.goto('/login')
    await expect(passkeyButton(page)).toBeVisible()
    expect(loaded).not.toContain('/passkeys.js')
    await page.getByLabel('Email').focus()
    await expect.poll(() => loaded).toContain('/auth/passkey/options')
    expect(loaded).toContain('/passkeys.js')
  })

  test('a user whose device yields no passkey stays where they are, and can sign in another way', async ({
    page,
    person,
  }) => {
    const authenticator = await addVirtualAuthenticator(page)
    await addPasskey(page)
    await signOut(page, person)
    await page.goto('/login')
    const credentials = await authenticator.credentials()
    // Without a passkey, the browser rejects the request as it does when its dialog is closed.
    await authenticator.replace([])
    await passkeyButton(page).click()
    await expect(problem(page, 'No passkey was used')).toBeVisible()
    await expect(page).toHaveURL('/login')
    await authenticator.replace(credentials)
    await passkeyButton(page).click()
    await expect(page).toHaveURL('/private')
    await expectSignedIn(page, person)
  })

  test('the same device cannot be registered twice', async ({ page }) => {
    await addVirtualAuthenticator(page)
    await addPasskey(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await expect(problem(page, 'This device already has a passkey')).toBeVisible()
    await expect(passkeysOn(page)).toHaveCount(1)
  })

  test('a passkey re-authenticates its own account alone', async ({
    page,
    person,
    browser,
    mailbox,
    running,
    baseURL,
  }) => {
    const authenticator = await addVirtualAuthenticator(page)
    await addPasskey(page)
    const confirm = async (browserPage: Page, of: typeof person) => {
      await advanceOneHour(browserPage.context(), running.sql, of)
      await browserPage.goto('/account/data/delete')
      await browserPage.getByRole('button', { name: 'Continue with a passkey' }).click()
    }
    await confirm(page, person)
    await expect(page).toHaveURL('/account/data/delete')
    await expect(page.getByLabel('Your email address')).toBeVisible()

    const context = await browser.newContext({ ...(baseURL && { baseURL }) })
    const otherPage = await context.newPage()
    const other = { ...person, email: `other-${person.email}` }
    await join(otherPage, mailbox, other)
    const otherAuthenticator = await addVirtualAuthenticator(otherPage)
    await addPasskey(otherPage)
    await otherAuthenticator.replace(await authenticator.credentials())
    await confirm(otherPage, other)
    await expect(announcements(otherPage, 'This passkey belongs to another account.')).toBeVisible()
    await expectSignedIn(otherPage, other)
  })
})
