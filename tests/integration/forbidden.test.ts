import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { fillForm, messagesOf, postForm } from '../support/html-form'
import { allActions, allRoutes } from '../support/routes'
import { ADMIN, MEMBER, MENTOR, type Stack, type StackUser, signedIn, startStack } from '../support/stack'
import { tableContents } from '../support/table-contents'
import { insertUsers } from '../support/users'

/** Was mentor and admin until a moment ago. */
const EXPIRED: StackUser = { ...MEMBER, name: 'Example Expired', email: 'example-expired@example.com' }
const MEMBER_ID = '10000000-0000-4000-8000-000000000001'
const ADMIN_ID = '10000000-0000-4000-8000-000000000003'

type Who = 'guest' | 'member' | 'mentor' | 'expired' | 'admin'

let stack: Stack
let jars: Record<Who, BrowserJar>

beforeAll(async () => {
  stack = await startStack()
  await insertUsers(stack.backend.sql, [EXPIRED.email], { metadata: { role: 'admin' } })
  await stack.backend.sql(
    `insert into public.user_roles (user_id, role, expires_at)
     select id, given::public.app_role, now() - interval '1 second' from auth.users, unnest(array['mentor', 'admin']) as given
     where email = $1`,
    [EXPIRED.email],
  )
  jars = {
    guest: new BrowserJar(stack.app.url),
    member: await signedIn(stack, MEMBER),
    mentor: await signedIn(stack, MENTOR),
    expired: await signedIn(stack, EXPIRED),
    admin: await signedIn(stack, ADMIN),
  }
})
afterAll(() => stack.close())

async function denials(): Promise<number> {
  const [row] = await stack.backend.sql<{ count: number }>(
    `select count(*)::int as count from public.audit_log where type = 'access.denied'`,
  )
  return row?.count ?? 0
}

const sections = {
  posts: '/community',
  materials: '/community/materials',
  announcements: '/community/announcements',
}
type Section = keyof typeof sections

describe('an act that the role does not allow, tried anyway with the form of an admin', () => {
  async function tryAs(who: Who, path: string, form: FormData, to?: string): Promise<void> {
    const before = await tableContents(stack.backend.sql)
    const deniedBefore = await denials()
    const response = await postForm(jars[who], path, form)
    expect(response.status).toBe(who === 'guest' || to ? 303 : 404)
    if (who !== 'guest' && to) expect(response.headers.get('location')).toBe(`${to}?notice=forbidden`)
    if (who === 'guest') expect(response.headers.get('location')).toMatch(/^\/login(\?redirectedFrom=|$)/)
    expect(await tableContents(stack.backend.sql)).toEqual(before)
    expect(await denials()).toBe(deniedBefore + (who === 'guest' ? 0 : 1))
  }

  const adds: [Who, Section][] = [
    ['guest', 'posts'],
    ...(['guest', 'member', 'expired'] as const).map((who): [Who, Section] => [who, 'materials']),
    ...(['guest', 'member', 'mentor', 'expired'] as const).map((who): [Who, Section] => [
      who,
      'announcements',
    ]),
  ]

  it.each(adds)('a %s adds to %s', async (who, section) => {
    const path = sections[section]
    const form = await fillForm(jars.admin, path, [
      ['title', 'Not allowed'],
      ['body', 'Not allowed'],
    ])
    await tryAs(who, path, form, path)
  })

  it.each(adds)('a %s adds to %s, posted to another page', async (who, section) => {
    const form = await fillForm(jars.admin, sections[section], [
      ['title', 'Not allowed'],
      ['body', 'Not allowed'],
    ])
    await tryAs(who, '/community', form, sections[section])
  })

  const deletes: [Who, Section][] = [
    ...(['guest', 'member', 'mentor', 'expired'] as const).map((who): [Who, Section] => [who, 'posts']),
    ...(['guest', 'member', 'expired'] as const).map((who): [Who, Section] => [who, 'materials']),
    ...(['guest', 'member', 'mentor', 'expired'] as const).map((who): [Who, Section] => [
      who,
      'announcements',
    ]),
  ]

  it.each(deletes)('a %s deletes from %s what someone else wrote', async (who, section) => {
    const [{ id } = { id: 0 }] = await stack.backend.sql<{ id: number }>(
      `select posts.id from public.${section} as posts join auth.users on users.id = author_id
       where email <> $1 order by posts.id limit 1`,
      [{ member: MEMBER, mentor: MENTOR, expired: EXPIRED, guest: MEMBER, admin: ADMIN }[who].email],
    )
    const form = await fillForm(jars.admin, sections[section], [['id', String(id)]])
    await tryAs(who, sections[section], form, sections[section])
  })

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
        ['takenRole', 'admin'],
        ['takeReason', 'x'],
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

  it.each(adminActs.flatMap(([act, fields]) => others.map((who) => [who, act, fields] as const)))(
    'as a %s: %s',
    async (who, _, fields) => {
      const form = await fillForm(jars.admin, path, [...fields])
      await tryAs(who, path, form)
    },
  )

  it('is every action that requires a permission', () => {
    const tested = ['addEntry', 'deleteEntry', ...adminActs.map(([action]) => action)]
    const guarded = allActions().filter(({ options }) => 'permission' in options)
    const untested = guarded.map(({ name }) => name).filter((name) => !tested.includes(name))
    expect(untested, 'Add these actions to tests/integration/forbidden.test.ts.').toEqual([])
  })

  it.each(['https://evil.example', 'null'])('as an admin, with a form on a page of %s', async (origin) => {
    const form = await fillForm(jars.admin, path, [
      ['role', 'admin'],
      ['until', ''],
      ['reason', 'x'],
      ['userId', MEMBER_ID],
    ])
    const before = await tableContents(stack.backend.sql)
    const response = await postForm(jars.admin, path, form, {
      origin,
      'x-forwarded-host': new URL(stack.app.url).host,
    })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await tableContents(stack.backend.sql)).toEqual(before)
  })
})

describe('the pages of an admin', () => {
  const existing = allRoutes()
    .map(({ path }) => path)
    .filter((path) => path === '/admin' || path.startsWith('/admin/'))
  const pages = [...existing, '/admin?search=a', '/admin/users/nobody']

  it.each(
    pages.flatMap((path) => (['member', 'mentor', 'expired'] as const).map((who) => [path, who] as const)),
  )('%s is not found for a %s', async (path, who) => {
    const response = await jars[who].fetch(path)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain(ADMIN.email)
    expect(response.headers.get('cache-control')).toMatch(/no-store/)
  })

  it.each(pages)('%s redirects a signed-out visitor to sign in', async (path) => {
    const response = await jars.guest.fetch(path)
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toContain('/login?redirectedFrom=')
  })

  it.each(existing)('%s opens for an admin', async (path) => {
    expect((await jars.admin.fetch(path)).status).toBe(200)
  })
})

describe('when the database gives no answer', () => {
  it('no one may do anything, and the community says so', async () => {
    const form = await fillForm(jars.admin, '/community', [
      ['title', 'Not now'],
      ['body', 'Not now'],
    ])
    const before = await tableContents(stack.backend.sql)
    await stack.proxy.fault(json(500, { message: 'down' }, (path) => path.startsWith('/rest/')))
    const admin = await jars.admin.fetch('/admin')
    const added = await postForm(jars.admin, '/community', form)
    const community = await jars.guest.fetch('/community')
    await stack.proxy.fault(null)
    expect(await admin.text()).toContain('This cannot be shown right now.')
    expect(messagesOf(await added.text())).toContain('This could not be done right now.')
    expect(await tableContents(stack.backend.sql)).toEqual(before)
    expect(community.status).toBe(200)
    expect(await community.text()).toContain('This cannot be shown right now.')
  })
})
