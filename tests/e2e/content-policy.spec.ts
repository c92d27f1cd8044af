import { MEMBER } from '../support/stack.ts'
import { expect, policyViolations, test } from './fixtures.ts'

test('the check of the content policy notices a blocked script', { tag: '@javascript' }, async ({
  browser,
  running,
}) => {
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

test('a form on another site cannot sign anyone in', async ({ page, context, running }) => {
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
  const response = page.waitForResponse(`${running.url}/login`)
  await page.evaluate((given) => {
    const form = document.forms[0]
    for (const [name = '', value = ''] of given)
      form?.append(Object.assign(document.createElement('input'), { name, value }))
    form?.submit()
  }, fields)
  expect((await response).status()).toBe(403)
  await expect(page.getByRole('heading', { name: 'This request came from another site' })).toBeVisible()
  expect((await context.cookies(running.url)).map(({ name }) => name)).toEqual([])
})
