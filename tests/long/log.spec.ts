import { expect, signIn, test } from '../e2e/fixtures.ts'
import { pageAloneFails } from '../support/faults.ts'
import { logLines } from '../support/log-lines.ts'
import { ADMIN } from '../support/stack.ts'

test('the page for an error names the request that failed, be it a document or a step within the page', async ({
  page,
  running,
  upstream,
}) => {
  await page.goto('/login')
  await signIn(page, ADMIN)
  await expect(page).toHaveURL('/private')
  await page.goto('/account')
  const toFailing = page.getByRole('link', { name: 'Sign-in methods', exact: true })

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
  const ofStep = await idOf(() => toFailing.click())
  const ofDocument = await idOf(() => page.goto('/account/sign-in-methods'))
  expect(ofDocument).not.toBe(ofStep)
})

test('what the log is searched for is what was used', async ({ page, mail, person, running }) => {
  await page.goto('/magic-link')
  await page.getByLabel('Email').fill(ADMIN.email)
  await page.getByRole('button', { name: 'Send sign-in link' }).click()
  await expect(page).toHaveURL('/check-email')
  await mail.latest({ to: ADMIN.email })
  await page.goto('/login')
  await signIn(page, { ...person, password: `typed and refused ${person.email}` })
  await expect(page.getByRole('alert').filter({ hasText: 'Incorrect email or password' })).toBeVisible()
  await signIn(page, ADMIN)
  await expect(page).toHaveURL('/private')

  const { secrets } = running
  for (const kind of ['password', 'access_token', 'refresh_token', 'token_hash', 'code', 'email'])
    expect(secrets.kinds).toContain(kind)
  for (const planted of [ADMIN.password, person.email, `typed and refused ${person.email}`])
    expect(() => secrets.expectNoneIn(`{"text":"${planted}"}`)).toThrow('must not hold')
})
