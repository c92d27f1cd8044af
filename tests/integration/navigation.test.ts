import { beforeEach, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { ADMIN, MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const PERMISSIONS = 'POST /rest/v1/rpc/current_permissions'

const stack = suiteStack()
beforeEach(() => stack.proxy.reset())

const showsAdmin = async (jar: BrowserJar) => {
  const response = await jar.fetch('/account/sessions')
  expect(response.status).toBe(200)
  return (await response.text()).includes('href="/admin"')
}

it('the main navigation of an admin links to the admin area, that of a member does not', async () => {
  const [admin, member] = [await signedIn(stack, ADMIN), await signedIn(stack, MEMBER)]
  await expect.poll(() => showsAdmin(admin)).toBe(true)
  expect(await showsAdmin(member)).toBe(false)
})

it('permissions for the navigation are requested once per session, not for every page', async () => {
  const jar = await signedIn(stack, ADMIN)
  await expect.poll(() => showsAdmin(jar)).toBe(true)
  stack.proxy.reset()
  for (let page = 0; page < 3; page += 1) expect(await showsAdmin(jar)).toBe(true)
  expect(stack.proxy.count(PERMISSIONS)).toBe(0)
})

it('a page of a user whose permissions cannot be requested shows no admin link, and the next one does', async () => {
  const jar = await signedIn(stack, ADMIN)
  await stack.proxy.fault({
    kind: 'hang',
    only: (path) => path.startsWith('/rest/v1/rpc/current_permissions'),
  })
  expect(await showsAdmin(jar)).toBe(false)
  await stack.proxy.fault(null)
  await expect.poll(() => showsAdmin(jar)).toBe(true)
})

it('a link that is left over from a revoked role leads to a 404', async () => {
  const jar = await signedIn(stack, MEMBER)
  await stack.backend.sql(
    `insert into public.user_roles (user_id, role) select id, 'admin' from auth.users where email = $1`,
    [MEMBER.email],
  )
  await expect.poll(() => showsAdmin(jar)).toBe(true)
  await stack.backend.sql(
    `delete from public.user_roles where role = 'admin' and user_id = (select id from auth.users where email = $1)`,
    [MEMBER.email],
  )
  expect(await showsAdmin(jar)).toBe(true)
  expect((await jar.fetch('/admin')).status).toBe(404)
})
