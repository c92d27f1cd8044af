import { describe, expect, it } from 'vitest'
import { json } from '../support/faults'
import { fillForm, postForm } from '../support/html-form'
import { expectNotFoundPage } from '../support/not-found-page'
import { roleBrowsers } from '../support/role-browsers'
import { allActions, allRoutes } from '../support/routes'
import { sourcesIn } from '../support/source'
import { ADMIN } from '../support/stack'
import { tableContents } from '../support/table-contents'

const MEMBER_ID = '10000000-0000-4000-8000-000000000001'
const ADMIN_ID = '10000000-0000-4000-8000-000000000003'

const { stack, jars, expectForbidden } = roleBrowsers()

describe('an admin’s form, sent without the required role', () => {
  const path = `/admin/users/${ADMIN_ID}`
  const adminActs: [action: string, fields: [string, string][]][] = [
    [
      'grantRole',
      [
        ['role', 'admin'],
        ['until', ''],
        ['reason', 'x'],
        ['userId', MEMBER_ID],
      ],
    ],
    [
      'revokeRole',
      [
        ['revokedRole', 'admin'],
        ['revokeReason', 'x'],
        ['userId', ADMIN_ID],
      ],
    ],
    [
      'banUser',
      [
        ['banUntil', ''],
        ['banReason', 'x'],
        ['userId', ADMIN_ID],
      ],
    ],
    [
      'endSessions',
      [
        ['endReason', 'x'],
        ['userId', ADMIN_ID],
      ],
    ],
  ]
  const others = ['guest', 'member', 'mentor', 'expired'] as const

  it.each(adminActs.flatMap(([act, fields]) => others.map((role) => [role, act, fields] as const)))(
    'as a %s: %s',
    async (role, _, fields) => {
      const form = await fillForm(jars().admin, path, [...fields])
      await expectForbidden(role, path, form)
    },
  )

  it('covers every action that requires a permission', () => {
    const tests = [...sourcesIn('tests/integration'), ...sourcesIn('tests/long')]
      .map(({ text }) => text)
      .join()
    const guarded = allActions().filter(({ options }) => 'permission' in options)
    const untested = guarded
      .map(({ name }) => name)
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(tests))
    expect(untested, 'Test each as a user without the permission, in a file that names it.').toEqual([])
  })

  it.each(['https://evil.example', 'null'])('as an admin, from a page of %s', async (origin) => {
    const form = await fillForm(jars().admin, path, [
      ['role', 'admin'],
      ['until', ''],
      ['reason', 'x'],
      ['userId', MEMBER_ID],
    ])
    const before = await tableContents(stack().backend.sql)
    const response = await postForm(jars().admin, path, form, {
      origin,
      'x-forwarded-host': new URL(stack().app.url).host,
    })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await tableContents(stack().backend.sql)).toEqual(before)
  })
})

describe('the admin pages', () => {
  const existing = allRoutes()
    .map(({ path }) => path)
    .filter((path) => path === '/admin' || path.startsWith('/admin/'))
  const pages = [...existing, '/admin?search=a', '/admin/users/unknown']

  it.each(
    pages.flatMap((path) => (['member', 'mentor', 'expired'] as const).map((role) => [path, role] as const)),
  )('%s does not exist for a %s', async (path, role) => {
    const response = await jars()[role].fetch(path)
    expect(await expectNotFoundPage(response)).not.toContain(ADMIN.email)
    expect(response.headers.get('cache-control')).toMatch(/no-store/)
  })

  it.each(pages)('%s redirects a signed-out user to sign in', async (path) => {
    const response = await jars().guest.fetch(path)
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toContain('/login?redirectedFrom=')
  })

  it.each([
    '/admin/users/unknown',
    `/admin/users/${crypto.randomUUID()}`,
    '/admin/organizations/nowhere-else',
  ])('%s does not exist for an admin either', async (path) => {
    await expectNotFoundPage(await jars().admin.fetch(path))
  })

  it.each(existing)('%s opens for an admin', async (path) => {
    expect((await jars().admin.fetch(path)).status).toBe(200)
  })
})

describe('when the database does not respond', () => {
  it('no one can change anything', async () => {
    await stack().proxy.fault(json(500, { message: 'down' }, (path) => path.startsWith('/rest/')))
    const admin = await jars().admin.fetch('/admin')
    await stack().proxy.fault(null)
    expect(await admin.text()).toContain('This can’t be shown right now.')
  })
})
