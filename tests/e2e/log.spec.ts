import { logLines } from '../support/log-lines.ts'
import { ADMIN } from '../support/stack.ts'
import { expect, logIn, test } from './fixtures.ts'

/** The database does not say who may what: the guard of a page throws. */
const PERMISSIONS_UNKNOWN = {
  kind: 'answer',
  status: 500,
  body: '{}',
  contentType: 'application/json',
  only: (path: string) => path.endsWith('/rpc/authorize'),
} as const

test('the page for an error names the request that failed, be it a document or a step within the page', async ({
  page,
  running,
  upstream,
}) => {
  await page.goto('/login')
  await logIn(page, ADMIN)
  await expect(page).toHaveURL('/private')
  await page.goto('/community')
  const toAdmin = page.getByRole('main').getByRole('link', { name: 'Admin' })
  await expect(toAdmin).toBeVisible()
  await upstream.fault(PERMISSIONS_UNKNOWN)

  const idOf = async (failing: Promise<void>) => {
    const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/admin')
    await failing
    const id = (await (await answered).headerValue('x-request-id')) ?? 'none'
    await expect(page.getByText('If you write to us about this, mention')).toContainText(id)
    expect(logLines(running).filter(({ requestId }) => requestId === id)).toContainEqual(
      expect.objectContaining({ event: 'request.failed', route: '/admin' }),
    )
    return id
  }
  const ofStep = await idOf(toAdmin.click())
  const ofDocument = await idOf(page.goto('/admin').then(() => undefined))
  expect(ofDocument).not.toBe(ofStep)
})

test('what the log is searched for is what was used', async ({ page, mail, person, running }) => {
  await page.goto('/magic-link')
  await page.getByLabel('Email').fill(ADMIN.email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page).toHaveURL('/check-email')
  await mail.latest({ to: ADMIN.email })
  await page.goto('/login')
  await logIn(page, { ...person, password: `typed and refused ${person.email}` })
  await expect(page.getByRole('alert').filter({ hasText: 'Email or password is not right' })).toBeVisible()
  await logIn(page, ADMIN)
  await expect(page).toHaveURL('/private')

  const { secrets } = running
  for (const kind of ['password', 'access_token', 'refresh_token', 'token_hash', 'code', 'email'])
    expect(secrets.kinds).toContain(kind)
  for (const planted of [ADMIN.password, person.email, `typed and refused ${person.email}`])
    expect(() => secrets.expectNoneIn(`{"text":"${planted}"}`)).toThrow('must not hold')
})
