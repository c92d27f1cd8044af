import type { Page } from '@playwright/test'
import { expect, linkIn, signIn, signOut, test } from './fixtures.ts'
import { join, requestEmail } from './sign-in-steps.ts'

async function setPassword(page: Page, password: string) {
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('button', { name: 'Set new password' }).click()
}

test.describe('a forgotten password', () => {
  test('is replaced; no other page opens until then, and every other browser is signed out', async ({
    page,
    browser,
    mailbox,
    person,
    baseURL,
    javaScriptEnabled,
  }) => {
    const confirmation = await join(page, mailbox, person)
    const otherDevice = await browser.newContext({ baseURL, javaScriptEnabled })
    const other = await otherDevice.newPage()
    await other.goto('/private?x=1')
    await other.getByRole('link', { name: 'Forgot password?' }).click()
    await expect(other.getByRole('heading', { name: 'Reset your password' })).toBeVisible()
    await requestEmail(other, 'Send reset link', person.email)
    const sent = await mailbox.latest({ to: person.email, after: confirmation })
    await other.goto(linkIn(sent))
    await expect(other).toHaveURL('/reset-password')
    expect(await other.context().cookies()).toContainEqual(
      expect.objectContaining({ name: 'recovery', httpOnly: true, sameSite: 'Lax' }),
    )

    for (const path of ['/private', '/private?x=1', '/account', '/linked']) {
      await other.goto(path)
      await expect(other).toHaveURL('/reset-password')
    }
    expect((await other.request.get('/api/me')).status()).toBe(403)
    await setPassword(other, 'short')
    await expect(other.getByLabel('New password')).toHaveAccessibleDescription(/at least 8 characters/i)
    await setPassword(other, person.password)
    await expect(other.getByLabel('New password')).toHaveAccessibleDescription(/your current password/)

    const password = `${person.password}, but new`
    await setPassword(other, password)
    await expect(other).toHaveURL('/private?x=1')
    expect((await other.context().cookies()).map(({ name }) => name)).not.toContain('recovery')
    await mailbox.latest({ to: person.email, subject: 'Your password was changed' })
    await page.goto('/private')
    await expect(page).toHaveURL(/\/login\?.*session-ended/)
    await signIn(page, person)
    await expect(page.getByText('Incorrect email or password.')).toBeVisible()
    await signIn(page, { ...person, password })
    await expect(page).toHaveURL('/private')
    await otherDevice.close()
  })

  test('can be kept, and the code works like the link', {
    tag: '@own-templates',
  }, async ({ page, mailbox, person }) => {
    const confirmation = await join(page, mailbox, person)
    await signOut(page, person)
    await page.goto('/forgot-password')
    await requestEmail(page, 'Send reset link', person.email)
    const { code } = await mailbox.latest({ to: person.email, after: confirmation })
    await page.getByLabel('6-digit code').fill(code ?? '')
    await page.getByRole('button', { name: 'Continue with code' }).click()
    await expect(page).toHaveURL('/reset-password')

    await page.getByRole('button', { name: 'Keep current password' }).click()
    await expect(page).toHaveURL('/login')
    await page.goto('/reset-password')
    await expect(page.getByRole('heading', { name: 'Request a new link' })).toBeVisible()
    await page.goto('/login')
    await signIn(page, person)
    await expect(page).toHaveURL('/private')
  })

  test('the link works on another device after a click', { tag: '@own-templates' }, async ({
    page,
    browser,
    mailbox,
    person,
    baseURL,
    javaScriptEnabled,
  }) => {
    const confirmation = await join(page, mailbox, person)
    await signOut(page, person)
    await page.goto('/forgot-password?redirectedFrom=%2Fprivate%3Fx%3D1')
    await requestEmail(page, 'Send reset link', person.email)
    const phone = await browser.newContext({ baseURL, javaScriptEnabled })
    const onPhone = await phone.newPage()
    await onPhone.goto(linkIn(await mailbox.latest({ to: person.email, after: confirmation })))
    await expect(onPhone).toHaveURL('/confirm')
    await onPhone.getByRole('button', { name: 'Continue' }).click()
    await expect(onPhone).toHaveURL('/reset-password')
    await setPassword(onPhone, `${person.password}, but new`)
    await expect(onPhone).toHaveURL('/private?x=1')
    await phone.close()
  })

  test('survives an outage of the Auth server', async ({ page, mailbox, person, upstream }) => {
    const confirmation = await join(page, mailbox, person)
    await signOut(page, person)
    await page.goto('/forgot-password')
    await requestEmail(page, 'Send reset link', person.email)
    await page.goto(linkIn(await mailbox.latest({ to: person.email, after: confirmation })))
    await expect(page).toHaveURL('/reset-password')
    await upstream.fault({ kind: 'refuse' })
    await setPassword(page, `${person.password}, but new`)
    await expect(page.getByText('We can’t reach the sign-in service right now.')).toBeVisible()
    await upstream.fault(null)
    await setPassword(page, `${person.password}, but new`)
    await expect(page).toHaveURL('/private')
  })
})
