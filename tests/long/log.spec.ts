import { expect, signIn, test } from '../e2e/fixtures.ts'
import { pageAloneFails } from '../support/faults.ts'
import { logLines } from '../support/log-lines.ts'
import { ADMIN } from '../support/stack.ts'

test('the error page shows the id of the failed request, for a document and a client-side navigation', async ({
  page,
  running,
  upstream,
}) => {
  await page.goto('/login')
  await signIn(page, ADMIN)
  await expect(page).toHaveURL('/private')
  await page.goto('/account')
  const failingLink = page.getByRole('link', { name: 'Sign-in methods', exact: true })

  const idOf = async (open: () => Promise<unknown>) => {
    const answered = page.waitForResponse(
      (response) => new URL(response.url()).pathname === '/account/sign-in-methods',
    )
    await upstream.fault(pageAloneFails())
    await open()
    const id = (await (await answered).headerValue('x-request-id')) ?? 'none'
    await expect(page.getByText('If you contact us, include this ID:')).toContainText(id)
    expect(logLines(running).filter(({ requestId }) => requestId === id)).toContainEqual(
      expect.objectContaining({ event: 'request.failed', route: '/account/sign-in-methods' }),
    )
    return id
  }
  const navigationId = await idOf(() => failingLink.click())
  const documentId = await idOf(() => page.goto('/account/sign-in-methods'))
  expect(documentId).not.toBe(navigationId)
})

test('the log is searched for the secrets that were used', async ({ page, mailbox, person, running }) => {
  await page.goto('/magic-link')
  await page.getByLabel('Email').fill(ADMIN.email)
  await page.getByRole('button', { name: 'Send sign-in link' }).click()
  await expect(page).toHaveURL('/check-email')
  await mailbox.latest({ to: ADMIN.email })
  await page.goto('/login')
  await signIn(page, { ...person, password: `an incorrect password of ${person.email}` })
  await expect(page.getByRole('alert').filter({ hasText: 'Incorrect email or password' })).toBeVisible()
  await signIn(page, ADMIN)
  await expect(page).toHaveURL('/private')

  const { secrets } = running
  for (const kind of ['password', 'access_token', 'refresh_token', 'token_hash', 'code', 'email'])
    expect(secrets.kinds).toContain(kind)
  for (const planted of [ADMIN.password, person.email, `an incorrect password of ${person.email}`])
    expect(() => secrets.expectNoneIn(`{"text":"${planted}"}`)).toThrow('contains secrets')
})
