import type { Page } from '@playwright/test'
import type { Mailbox } from '../support/mailbox.ts'
import type { Person } from '../support/stack.ts'
import { expect, linkIn, logIn, signOut, signUp, test } from './fixtures.ts'

const PAGES_FOR_GUESTS = [
  '/login',
  '/signup',
  '/magic-link',
  '/forgot-password',
  '/check-email',
  '/reset-password',
]

/** Makes a confirmed account, signed in in this page's browser. */
async function join(page: Page, mail: Mailbox, person: Person) {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  const confirmation = await mail.latest({ to: person.email })
  await page.goto(linkIn(confirmation))
  await expect(page).toHaveURL('/private')
  return confirmation
}

/** Chooses who to be on the local GitHub's consent page. */
async function continueAs(page: Page, login: string) {
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await expect(page.getByRole('heading', { name: 'Local GitHub' })).toBeVisible()
  await page.getByLabel('Somebody else').fill(login)
  await page.getByRole('button', { name: 'Continue as this account' }).click()
}

async function askForMail(page: Page, button: string, email: string) {
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: button }).click()
  await expect(page).toHaveURL('/check-email')
}

async function setPassword(page: Page, password: string) {
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('Repeat the password').fill(password)
  await page.getByRole('button', { name: 'Set the new password' }).click()
}

const loginOf = ({ email }: Person) => email.replace(/@.*/, '')

test.describe('with GitHub', () => {
  test('somebody new is in, on the page first asked for, with nothing left in the address', async ({
    page,
    person,
  }) => {
    await page.goto('/private?x=1')
    await continueAs(page, loginOf(person))
    await expect(page).toHaveURL('/private?x=1')
    await expect(page.getByRole('main').getByText(person.email)).toBeVisible()

    await page.goto('/signup')
    await expect(page).toHaveURL('/private')
    await signOut(page, person)
    await page.goto('/signup?redirectedFrom=%2Fprivate%3Fy%3D2')
    await continueAs(page, loginOf(person))
    await expect(page).toHaveURL('/private?y=2')
  })

  test('the account with the same address gets one more way in, and is told so', async ({
    page,
    mail,
    person,
  }) => {
    await join(page, mail, person)
    await signOut(page, person)
    await page.goto('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
    await continueAs(page, loginOf(person))
    await expect(page.getByRole('heading', { name: 'GitHub now opens your account too' })).toBeVisible()
    await page.getByRole('link', { name: 'Go on' }).click()
    await expect(page).toHaveURL('/private?x=1')

    await signOut(page, person)
    await page.goto('/login')
    await continueAs(page, loginOf(person))
    await expect(page).toHaveURL('/private')
    await signOut(page, person)
    await page.goto('/login')
    await logIn(page, person)
    await expect(page).toHaveURL('/private')
  })

  test('who says no is told that nothing happened, and keeps the way', async ({ page }) => {
    await page.goto('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
    await page.getByRole('button', { name: 'Continue with GitHub' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
    await page.getByRole('link', { name: 'Go to sign in' }).click()
    await expect(page).toHaveURL('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
  })

  test('an address that GitHub has not confirmed opens nothing', async ({ page }) => {
    await page.goto('/login')
    await page.getByRole('button', { name: 'Continue with GitHub' }).click()
    await page.getByRole('button', { name: 'impostor' }).click()
    await expect(page.getByRole('heading', { name: 'Your address is not confirmed there' })).toBeVisible()
    await page.goto('/private')
    await expect(page).toHaveURL(/\/login/)
  })
})

test.describe('by mail', () => {
  test('the link signs in and leads on', async ({ page, mail, person }) => {
    const confirmation = await join(page, mail, person)
    await signOut(page, person)
    await page.goto('/private?x=1')
    await page.getByRole('link', { name: 'Email me a sign-in link' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in by mail' })).toBeVisible()
    await askForMail(page, 'Send the link', person.email)

    await page.goto(linkIn(await mail.latest({ to: person.email, after: confirmation })))
    await expect(page).toHaveURL('/private?x=1')
  })

  test('the code signs in and leads on', async ({ page, mail, person }) => {
    const confirmation = await join(page, mail, person)
    await signOut(page, person)
    await page.goto('/magic-link?redirectedFrom=%2Fprivate%3Fx%3D1')
    await askForMail(page, 'Send the link', person.email)

    const { code } = await mail.latest({ to: person.email, after: confirmation })
    await page.getByLabel('Six-digit code').fill(`${code?.slice(0, 3)} ${code?.slice(3)}`)
    await page.getByRole('button', { name: 'Sign in with the code' }).click()
    await expect(page).toHaveURL('/private?x=1')
  })

  test('an unknown address sees the same, and gets neither mail nor account', async ({
    page,
    mail,
    person,
  }) => {
    const answers = []
    for (const email of ['example-admin@example.com', person.email]) {
      await page.goto('/magic-link')
      await askForMail(page, 'Send the link', email)
      answers.push((await page.getByRole('main').textContent())?.replaceAll(email, ''))
    }
    expect(answers[0]).toBe(answers[1])
    await mail.latest({ to: 'example-admin@example.com' })
    expect(await mail.count({ to: person.email })).toBe(0)
  })

  test('after five wrong codes the right one is not looked at, and the link still works', async ({
    page,
    mail,
    person,
  }) => {
    const confirmation = await join(page, mail, person)
    await signOut(page, person)
    await page.goto('/magic-link')
    await askForMail(page, 'Send the link', person.email)
    const sent = await mail.latest({ to: person.email, after: confirmation })
    const wrong = sent.code === '000000' ? '111111' : '000000'
    const alert = page.getByRole('main').getByRole('alert')
    for (const [code, answer, status] of [
      ...Array(5).fill([wrong, 'This code is wrong or has expired.', 200]),
      [sent.code, 'Too many wrong codes.', 429],
    ]) {
      await page.getByLabel('Six-digit code').fill(code)
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByRole('button', { name: 'Sign in with the code' }).click()
      expect((await answered).status()).toBe(status)
      await expect(alert).toContainText(answer)
    }
    await expect(page.getByLabel('Six-digit code')).toHaveValue(sent.code ?? '')
    await page.goto(linkIn(sent))
    await expect(page).toHaveURL('/private')
  })

  test('the pause before another mail is shown', async ({ page, person }) => {
    await page.goto('/magic-link')
    await page.getByLabel('Email').fill(person.email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await expect(page.getByText('A new mail can be sent in 1 second.')).toBeVisible()
    await expect(async () => {
      await page.getByRole('button', { name: 'Send the mail again' }).click()
      await expect(page.getByRole('status').filter({ hasText: 'a new mail is on its way' })).toBeVisible()
    }).toPass()
  })
})

test.describe('a forgotten password', () => {
  test('is replaced; until then nothing else opens; every other browser is out', async ({
    page,
    browser,
    mail,
    person,
    baseURL,
    javaScriptEnabled,
  }) => {
    const confirmation = await join(page, mail, person)
    const elsewhere = await browser.newContext({ baseURL, javaScriptEnabled })
    const other = await elsewhere.newPage()
    await other.goto('/private?x=1')
    await other.getByRole('link', { name: 'Forgot your password?' }).click()
    await expect(other.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible()
    await askForMail(other, 'Send the mail', person.email)
    const sent = await mail.latest({ to: person.email, after: confirmation })
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
    await expect(other.getByLabel('New password')).toHaveAccessibleDescription(
      /the password you have already/,
    )

    const password = `${person.password}, but new`
    await setPassword(other, password)
    await expect(other).toHaveURL('/private?x=1')
    expect((await other.context().cookies()).map(({ name }) => name)).not.toContain('recovery')
    await mail.latest({ to: person.email, subject: 'Your password was changed' })
    await page.goto('/private')
    await expect(page).toHaveURL(/\/login\?.*session-ended/)
    await logIn(page, person)
    await expect(page.getByText('Email or password is not right.')).toBeVisible()
    await logIn(page, { ...person, password })
    await expect(page).toHaveURL('/private')
    await elsewhere.close()
  })

  test('the code does what the link does, and one can keep the old password', async ({
    page,
    mail,
    person,
  }) => {
    const confirmation = await join(page, mail, person)
    await signOut(page, person)
    await page.goto('/forgot-password')
    await askForMail(page, 'Send the mail', person.email)
    const { code } = await mail.latest({ to: person.email, after: confirmation })
    await page.getByLabel('Six-digit code').fill(code ?? '')
    await page.getByRole('button', { name: 'Go on with the code' }).click()
    await expect(page).toHaveURL('/reset-password')

    await page.getByRole('button', { name: 'Keep the old password' }).click()
    await expect(page).toHaveURL('/login')
    await page.goto('/reset-password')
    await expect(page.getByRole('heading', { name: 'Ask for a new mail' })).toBeVisible()
    await page.goto('/login')
    await logIn(page, person)
    await expect(page).toHaveURL('/private')
  })

  test('the link works on another device, once its button is pressed', async ({
    page,
    browser,
    mail,
    person,
    baseURL,
    javaScriptEnabled,
  }) => {
    const confirmation = await join(page, mail, person)
    await signOut(page, person)
    await page.goto('/forgot-password?redirectedFrom=%2Fprivate%3Fx%3D1')
    await askForMail(page, 'Send the mail', person.email)
    const phone = await browser.newContext({ baseURL, javaScriptEnabled })
    const onPhone = await phone.newPage()
    await onPhone.goto(linkIn(await mail.latest({ to: person.email, after: confirmation })))
    await expect(onPhone).toHaveURL('/confirm')
    await onPhone.getByRole('button', { name: 'Go on' }).click()
    await expect(onPhone).toHaveURL('/reset-password')
    await setPassword(onPhone, `${person.password}, but new`)
    await expect(onPhone).toHaveURL('/private?x=1')
    await phone.close()
  })

  test('while the Auth server is away nothing is lost', async ({ page, mail, person, upstream }) => {
    const confirmation = await join(page, mail, person)
    await signOut(page, person)
    await page.goto('/forgot-password')
    await askForMail(page, 'Send the mail', person.email)
    await page.goto(linkIn(await mail.latest({ to: person.email, after: confirmation })))
    await expect(page).toHaveURL('/reset-password')
    await upstream.fault({ kind: 'refuse' })
    await setPassword(page, `${person.password}, but new`)
    await expect(page.getByText('We cannot reach the sign-in service right now.')).toBeVisible()
    await upstream.fault(null)
    await setPassword(page, `${person.password}, but new`)
    await expect(page).toHaveURL('/private')
  })
})

test('somebody signed in sees none of these pages', async ({ page, mail, person }) => {
  await join(page, mail, person)
  for (const path of PAGES_FOR_GUESTS) {
    await page.goto(path)
    await expect(page).toHaveURL('/private')
  }
})
