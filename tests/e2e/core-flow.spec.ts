import { choosePasswordAfterConfirmation, expect, linkIn, signIn, signOut, signUp, test } from './fixtures.ts'

test('sign up, confirm in the same browser, continue to the original page, sign out, sign in', async ({
  page,
  mailbox,
  person,
}) => {
  await page.goto('/private?x=1')
  await expect(page).toHaveURL('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible()
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  await expect(page.getByText(person.email)).toBeVisible()

  await page.goto(linkIn(await mailbox.latest({ to: person.email })))
  await expect(page).toHaveURL('/private?x=1')
  await expect(page.getByRole('heading', { name: `Hello, ${person.name}` })).toBeVisible()
  await expect(page.getByRole('main').getByText(person.email)).toBeVisible()

  await signOut(page, person)
  await expect(page).toHaveURL('/')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/\/login/)
  await expect(page.getByText(person.email)).toHaveCount(0)

  await signIn(page, person)
  await expect(page).toHaveURL('/private?x=1')
  await page.goto('/login')
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
  await page.goto('/signup?redirectedFrom=%2Fprivate%3Fx%3D1%26y%3D2')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')

  const phone = await browser.newContext({ baseURL, javaScriptEnabled })
  const onPhone = await phone.newPage()
  await onPhone.goto(linkIn(await mailbox.latest({ to: person.email })))
  await expect(onPhone).toHaveURL('/confirm')
  await onPhone.getByRole('button', { name: 'Confirm and sign in' }).click()
  await choosePasswordAfterConfirmation(onPhone, person)
  await expect(onPhone).toHaveURL('/private?x=1&y=2')
  await expect(onPhone.getByRole('main').getByText(person.email)).toBeVisible()
  await phone.close()

  await page.goto('/login')
  await signIn(page, person)
  await expect(page).toHaveURL('/private')
})

test('the code from the email works like the link', { tag: '@own-templates' }, async ({
  page,
  mailbox,
  person,
}) => {
  await page.goto('/signup')
  await signUp(page, person)
  await page.getByLabel('6-digit code').fill('000000')
  await page.getByRole('button', { name: 'Confirm with code' }).click()
  await expect(page.getByText('This code is incorrect or has expired.')).toBeVisible()

  const { code } = await mailbox.latest({ to: person.email })
  await page.getByLabel('6-digit code').fill(code ?? '')
  await page.getByRole('button', { name: 'Confirm with code' }).click()
  await expect(page).toHaveURL('/private')
})

test('a used link leads to an explanation and a next step', async ({ page, mailbox, person }) => {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  const link = linkIn(await mailbox.latest({ to: person.email }))
  await page.goto(link)
  await expect(page).toHaveURL('/private')
  await signOut(page, person)

  await page.goto(link)
  await page.getByRole('button', { name: 'Confirm and sign in' }).click()
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  expect(page.url()).not.toContain('token_hash')
  await page.getByRole('main').getByRole('link', { name: 'Back to sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('errors are shown at the field, and the input is kept, except passwords', async ({ page, person }) => {
  await page.goto('/signup')
  await signUp(page, { ...person, email: 'ada@example' })
  const alert = page.getByRole('alert').filter({ hasText: 'Check the highlighted fields and try again.' })
  await expect(alert).toBeVisible()
  await expect(page.getByLabel('Email')).toHaveAccessibleDescription(
    'Enter a valid email address, such as name@example.com.',
  )
  await expect(page.getByLabel('Email')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Name')).toHaveValue(person.name)
  await expect(page.getByLabel('Email')).toHaveValue('ada@example')
  await expect(page.getByRole('checkbox', { name: /terms/ })).toBeChecked()
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
  await expect(alert).toBeFocused()
})

test('an unknown address and an incorrect password get the same response', async ({ page, person }) => {
  const responses = []
  for (const email of [person.email, 'example-member@example.com']) {
    await page.goto('/login')
    await signIn(page, { email, password: 'not the password' })
    const alert = page.getByRole('alert').filter({ hasText: /./ })
    await expect(alert).toBeVisible()
    await expect(page.getByLabel('Email')).toHaveValue(email)
    await expect(page.getByLabel('Password')).toHaveValue('')
    responses.push(await alert.textContent())
  }
  expect(responses).toEqual(
    Array(2).fill(
      'Incorrect email or password. Check both and try again. If you still can’t sign in, contact us.',
    ),
  )
})

test('the correct password of an unconfirmed address leads to another confirmation email', async ({
  page,
  mailbox,
  person,
}) => {
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  const first = await mailbox.latest({ to: person.email })

  await page.goto('/login')
  await signIn(page, person)
  await expect(page.getByRole('heading', { name: 'Confirm your email address' })).toBeVisible()
  await expect(async () => {
    await page.getByRole('button', { name: 'Resend email' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'a new email is on its way' })).toBeVisible()
    await mailbox.latest({ to: person.email, after: first, withinMs: 3000 })
  }).toPass()

  await page.goto(linkIn(await mailbox.latest({ to: person.email, after: first })))
  await expect(page).toHaveURL('/private')
})

test('signing up again with a known address looks the same, and its owner gets a sign-in link', {
  tag: '@own-templates',
}, async ({ page, mailbox, person }) => {
  // What is visible, without the countdown of the button, which depends on when the page is looked at.
  const shown = async () => {
    // biome-ignore lint/performance/useDomNodeTextContent: the page before may still be in the document, hidden
    const text = await page.getByRole('main').innerText()
    return text.replace(/You can request another email in \d+ seconds?\./, '').replaceAll(/\s+/g, ' ')
  }
  await page.goto('/signup')
  await signUp(page, person)
  await expect(page).toHaveURL('/check-email')
  const before = await shown()
  const first = await mailbox.latest({ to: person.email })
  await page.goto(linkIn(first))
  await signOut(page, person)

  await page.goto('/signup')
  await signUp(page, { ...person, password: 'another password altogether' })
  await expect(page).toHaveURL('/check-email')
  expect(await shown()).toBe(before)

  await page.goto(linkIn(await mailbox.latest({ to: person.email, after: first })))
  await expect(page).toHaveURL('/private')
  await expect(page.getByRole('main').getByText(person.email)).toBeVisible()
})
