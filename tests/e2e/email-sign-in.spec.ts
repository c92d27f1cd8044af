import { secretKey } from 'supabase-embedded'
import { choosePassword, expectCleanAddress, heading } from './email-steps.ts'
import { choosePasswordAfterConfirmation, expect, linkIn, signIn, signOut, signUp, test } from './fixtures.ts'
import { join, requestEmail } from './sign-in-steps.ts'

test.describe('a sign-up', () => {
  test('is confirmed in the browser that requested it and leads to the original page', async ({
    page,
    mailbox,
    person,
  }) => {
    await page.goto('/private?x=1')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await signUp(page, person)
    await expect(page).toHaveURL('/check-email')
    const link = linkIn(await mailbox.latest({ to: person.email }))
    await page.goto(link)
    await expectCleanAddress(page, '/private?x=1')
    await expect(page.getByRole('main').getByText(person.email)).toBeVisible()

    await signOut(page, person)
    await page.goto(link)
    if (await page.getByRole('button', { name: 'Confirm and sign in' }).isVisible())
      await page.getByRole('button', { name: 'Confirm and sign in' }).click()
    await expect(heading(page, 'This link no longer works')).toBeVisible()
    await page.goto('/private')
    await expect(page).toHaveURL(/\/login/)
  })

  test('is confirmed in another browser and can continue there', async ({
    page,
    mailbox,
    person,
    templates,
    openBrowser,
  }) => {
    await page.goto('/signup?redirectedFrom=%2Fprivate%3Fx%3D1')
    await signUp(page, person)
    await expect(page).toHaveURL('/check-email')
    const confirmation = await mailbox.latest({ to: person.email })
    const other = await openBrowser()
    await other.goto(linkIn(confirmation))
    if (templates === 'own') await other.getByRole('button', { name: 'Confirm and sign in' }).click()
    else {
      await expect(heading(other, 'Your email address is confirmed')).toBeVisible()
      await other.getByRole('link', { name: 'Email me a sign-in link' }).click()
      await requestEmail(other, 'Send sign-in link', person.email)
      await other.goto(linkIn(await mailbox.latest({ to: person.email, after: confirmation })))
    }
    await choosePasswordAfterConfirmation(other, person)
    await expectCleanAddress(other, '/private?x=1')

    await page.goto('/login')
    await signIn(page, person)
    await expect(page).toHaveURL('/private')
  })

  test('works after an email scanner has opened the link', async ({
    page,
    mailbox,
    person,
    templates,
    openBrowser,
  }) => {
    await page.goto('/signup?redirectedFrom=%2Fprivate%3Fx%3D1')
    await signUp(page, person)
    await expect(page).toHaveURL('/check-email')
    const link = linkIn(await mailbox.latest({ to: person.email }))
    const scanner = await openBrowser()
    await scanner.goto(link)

    await page.goto(link)
    if (templates === 'default') {
      await expect(heading(page, 'This link no longer works')).toBeVisible()
      await page.getByRole('link', { name: 'Email me a sign-in link' }).click()
      await expect(page).toHaveURL(/\/magic-link/)
      const before = await mailbox.latest({ to: person.email })
      await requestEmail(page, 'Send sign-in link', person.email)
      await page.goto(linkIn(await mailbox.latest({ to: person.email, after: before })))
    }
    await expectCleanAddress(page, '/private?x=1')
    await signOut(page, person)
    await page.goto('/login')
    await signIn(page, person)
    await expect(page).toHaveURL('/private')
  })
})

test.describe('a sign-in link', () => {
  test.beforeEach(async ({ page, mailbox, person }) => {
    await join(page, mailbox, person)
    await signOut(page, person)
  })

  test('signs in the browser that requested it and leads to the original page', async ({
    page,
    mailbox,
    person,
  }) => {
    const before = await mailbox.latest({ to: person.email })
    await page.goto('/private?x=1')
    await page.getByRole('link', { name: 'Email me a sign-in link' }).click()
    await expect(heading(page, 'Sign in with a link')).toBeVisible()
    await requestEmail(page, 'Send sign-in link', person.email)
    await page.goto(linkIn(await mailbox.latest({ to: person.email, after: before })))
    await expectCleanAddress(page, '/private?x=1')
  })

  test('works in another browser', async ({ page, mailbox, person, templates, openBrowser }) => {
    const before = await mailbox.latest({ to: person.email })
    await page.goto('/magic-link?redirectedFrom=%2Fprivate%3Fx%3D1')
    await requestEmail(page, 'Send sign-in link', person.email)
    const sent = await mailbox.latest({ to: person.email, after: before })
    const other = await openBrowser()
    await other.goto(linkIn(sent))
    if (templates === 'own') await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    else {
      await expect(heading(other, 'This link doesn’t work in this browser')).toBeVisible()
      await other.getByRole('link', { name: 'Email me a sign-in link' }).click()
      await requestEmail(other, 'Send sign-in link', person.email)
      await other.goto(linkIn(await mailbox.latest({ to: person.email, after: sent })))
    }
    await expectCleanAddress(other, '/private?x=1')
  })
})

test.describe('a forgotten password', () => {
  test.beforeEach(async ({ page, mailbox, person }) => {
    await join(page, mailbox, person)
    await signOut(page, person)
  })

  test('is replaced in the browser that requested it, and no other page opens until then', async ({
    page,
    mailbox,
    person,
  }) => {
    const before = await mailbox.latest({ to: person.email })
    await page.goto('/forgot-password?redirectedFrom=%2Fprivate%3Fx%3D1')
    await requestEmail(page, 'Send reset link', person.email)
    await page.goto(linkIn(await mailbox.latest({ to: person.email, after: before })))
    await expectCleanAddress(page, '/reset-password')
    await page.goto('/private')
    await expect(page).toHaveURL('/reset-password')
    expect((await page.request.get('/api/me')).status()).toBe(403)
    await choosePassword(page, `${person.password}, but new`)
    await expect(page).toHaveURL('/private?x=1')
    await signOut(page, person)
    await page.goto('/login')
    await signIn(page, { ...person, password: `${person.password}, but new` })
    await expect(page).toHaveURL('/private')
  })

  test('is replaced in another browser, where the page explains what to do', async ({
    page,
    mailbox,
    person,
    templates,
    openBrowser,
  }) => {
    const before = await mailbox.latest({ to: person.email })
    await page.goto('/forgot-password?redirectedFrom=%2Fprivate%3Fx%3D1')
    await requestEmail(page, 'Send reset link', person.email)
    const sent = await mailbox.latest({ to: person.email, after: before })
    const other = await openBrowser()
    await other.goto(linkIn(sent))
    if (templates === 'own') await other.getByRole('button', { name: 'Continue' }).click()
    else {
      await expect(heading(other, 'Request a new link in this browser')).toBeVisible()
      await other.getByRole('link', { name: 'Send a new link' }).click()
      await requestEmail(other, 'Send reset link', person.email)
      await other.goto(linkIn(await mailbox.latest({ to: person.email, after: sent })))
    }
    await expectCleanAddress(other, '/reset-password')
    await choosePassword(other, `${person.password}, but new`)
    await expect(other).toHaveURL('/private?x=1')
  })
})

test('a user who is invited from the dashboard can sign in', async ({
  page,
  mailbox,
  person,
  running,
  templates,
  javaScriptEnabled,
}) => {
  const invited = await fetch(`${running.supabaseUrl}/auth/v1/invite`, {
    method: 'POST',
    headers: { apikey: secretKey, authorization: `Bearer ${secretKey}` },
    body: JSON.stringify({ email: person.email }),
  })
  expect(invited.status).toBe(200)
  const invitation = await mailbox.latest({ to: person.email })
  await page.goto(linkIn(invitation))
  if (templates === 'own') {
    await page.getByRole('button', { name: 'Accept and sign in' }).click()
    await choosePasswordAfterConfirmation(page, person)
    await expectCleanAddress(page, '/private')
    return
  }
  if (javaScriptEnabled) {
    await expect(heading(page, 'You’ve accepted your invitation')).toBeVisible()
    await expectCleanAddress(page, '/error?reason=invitation-accepted&redirectedFrom=%2Fprivate')
    await page.goBack()
    await expect(page).toHaveURL('about:blank')
    await page.goto('/error?reason=invitation-accepted')
    await page.getByRole('link', { name: 'Choose a password' }).click()
  } else {
    // A browser with scripts switched off shows it; one that a test keeps from running them does not.
    const hint = /<noscript>(.*?)<\/noscript>/.exec(await page.content())?.[1]
    expect(hint).toContain('Did a link in an email bring you here?')
    expect(hint).toContain('/forgot-password')
    await page.goto('/forgot-password')
  }
  await requestEmail(page, 'Send reset link', person.email)
  await page.goto(linkIn(await mailbox.latest({ to: person.email, after: invitation })))
  await expectCleanAddress(page, '/reset-password')
  await choosePassword(page, person.password)
  await expect(page).toHaveURL('/private')
})

test('only an email with a code mentions one', async ({ page, mailbox, person, templates }) => {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page.getByLabel('6-digit code')).toHaveAccessibleDescription(/^If the email includes a code/)
  const { code } = await mailbox.latest({ to: person.email })
  expect(code === null).toBe(templates === 'default')
})
