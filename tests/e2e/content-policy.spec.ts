import { everyRoute } from '../support/every-route.ts'
import { pageAloneFails } from '../support/faults.ts'
import { ADMIN, MEMBER } from '../support/stack.ts'
import { expect, logIn, policyViolations, test } from './fixtures.ts'

const pages = everyRoute().filter(({ kind }) => kind === 'page')

test('the watch over the content policy sees a script that may not run', async ({ browser, running }) => {
  const context = await browser.newContext()
  const violations = policyViolations(context)
  const page = await context.newPage()
  await page.goto(`${running.url}/terms`)
  await page.evaluate(() => {
    document.body.innerHTML = '<button onclick="window.evil = 1">Win</button>'
  })
  await page.getByRole('button').click()
  await expect.poll(() => violations.length).toBe(1)
  expect(await page.evaluate(() => 'evil' in window)).toBe(false)
  await context.close()
})

test('no page breaks its content policy for somebody who is signed out', async ({ page }) => {
  for (const { path, access } of pages) {
    if (access === 'protected') continue
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  for (const path of ['/private', '/%ff']) await page.goto(path)
})

test('no page breaks its content policy for an admin, the pages for errors included', async ({
  page,
  upstream,
}) => {
  test.slow()
  await page.goto('/login')
  await logIn(page, ADMIN)
  await expect(page).toHaveURL('/private')
  for (const { path } of pages) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  expect((await page.goto('/nowhere'))?.status()).toBe(404)
  await upstream.fault({ kind: 'refuse' })
  expect((await page.goto('/private'))?.status()).toBe(503)
  await upstream.fault(pageAloneFails())
  expect((await page.goto('/account/sign-in-methods'))?.status()).toBe(500)
  await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible()
  await upstream.fault(null)
})

test('a form on another site signs nobody in', async ({ page, context, running }) => {
  await page.goto('/login')
  const action = await page
    .locator('form', { has: page.getByLabel('Password') })
    .evaluate((form) =>
      [...form.querySelectorAll<HTMLInputElement>('input[type=hidden]')].map(({ name, value }) => [
        name,
        value,
      ]),
    )
  const fields = [...action, ['email', MEMBER.email], ['password', MEMBER.password]]
  await context.route('http://evil.localhost/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" enctype="multipart/form-data" action="${running.url}/login"></form>`,
    }),
  )
  await page.goto('http://evil.localhost/')
  const answer = page.waitForResponse(`${running.url}/login`)
  await page.evaluate((given) => {
    const form = document.forms[0]
    for (const [name = '', value = ''] of given)
      form?.append(Object.assign(document.createElement('input'), { name, value }))
    form?.submit()
  }, fields)
  expect((await answer).status()).toBe(403)
  await expect(page.getByRole('heading', { name: 'This did not come from here' })).toBeVisible()
  expect((await context.cookies(running.url)).map(({ name }) => name)).toEqual([])
})
