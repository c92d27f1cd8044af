import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { fillForm, postForm } from '../support/html-form'
import { codeOf, enrollAuthenticator } from '../support/second-factor'
import { ADMIN, readSession, type Stack, signedIn, startStack } from '../support/stack'
import { tableContents } from '../support/table-contents'

const MEMBER_ID = '10000000-0000-4000-8000-000000000001'
const MEMBER_PAGE = `/admin/users/${MEMBER_ID}`
const PAGES = ['/admin', MEMBER_PAGE, '/admin/activity']

let stack: Stack
let jar: BrowserJar
let form: FormData
beforeAll(async () => {
  stack = await startStack()
  jar = await signedIn(stack, ADMIN)
  form = await fillForm(jar, MEMBER_PAGE, [['reason', 'test']])
  await stack.backend.sql(
    `update public.role_permissions set requires_aal2 = true where permission in ('users.manage', 'audit.read')`,
  )
})
afterAll(() => stack.close())

/** Where a page leads; null for one that opens. */
const leadsTo = async (path: string) => (await jar.fetch(path)).headers.get('location')

/** Calls a function of the data API with the admin's access token. */
async function call(name: string, parameters: object = {}) {
  const { apiUrl, publishableKey } = stack.backend
  const client = createClient(apiUrl, publishableKey, {
    accessToken: async () => readSession(jar, stack.cookieName).access_token,
  })
  return { name, ...(await client.rpc(name, parameters)) }
}

const callAll = () =>
  Promise.all([
    call('list_users'),
    call('get_user', { user_id: MEMBER_ID }),
    call('all_activity'),
    call('grant_role', { user_id: MEMBER_ID, role: 'mentor', reason: 'test' }),
  ])

it('the data API rejects an admin without a second factor, and leaves the other permissions', async () => {
  const before = await tableContents(stack.backend.sql)
  for (const { name, error } of await callAll()) expect([name, error?.code]).toEqual([name, '42501'])
  expect(await tableContents(stack.backend.sql)).toEqual(before)
  expect((await call('withheld_permissions')).data).toEqual(['audit.read', 'users.manage'])
  expect((await call('authorize', { permission: 'announcements.create' })).data).toBe(true)
})

it('the pages lead to the setup of the second factor and back', async () => {
  for (const path of PAGES)
    expect(await leadsTo(path)).toBe(
      `/account/two-factor/authenticator?${new URLSearchParams({ redirectedFrom: path })}`,
    )
})

it('the header links to the admin area, also before the second factor', async () => {
  const newSession = await signedIn(stack, ADMIN)
  const links = async () => (await (await newSession.fetch('/account')).text()).includes('href="/admin"')
  await expect.poll(links).toBe(true)
})

it('a form that was opened before leads there, too, and changes nothing', async () => {
  const before = await tableContents(stack.backend.sql)
  const response = await postForm(jar, MEMBER_PAGE, form)
  expect(response.headers.get('location')).toMatch(/^\/account\/two-factor\/authenticator\?/)
  expect(await tableContents(stack.backend.sql)).toEqual(before)
})

it('an admin who has set up the second factor enters its code, and then has the permissions', async () => {
  const authenticator = await enrollAuthenticator(stack, ADMIN)
  jar = await signedIn(stack, ADMIN)
  for (const { name, error } of await callAll()) expect([name, error?.code]).toEqual([name, '42501'])
  expect(await leadsTo('/admin')).toBe('/mfa?redirectedFrom=%2Fadmin')

  const code = await fillForm(jar, '/mfa?redirectedFrom=%2Fadmin', [
    ['verificationCode', codeOf(authenticator, 1)],
  ])
  expect((await postForm(jar, '/mfa', code)).headers.get('location')).toBe('/admin')
  for (const path of PAGES) expect([path, (await jar.fetch(path)).status]).toEqual([path, 200])
  for (const { name, error } of await callAll()) expect([name, error]).toEqual([name, null])
})
