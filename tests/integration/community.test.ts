import { describe, expect, it } from 'vitest'
import { json } from '../support/faults'
import { fillForm, messagesOf, postForm } from '../support/html-form'
import { EMAILS, type Role, roleBrowsers } from '../support/role-browsers'
import { tableContents } from '../support/table-contents'

const { stack, jars, expectForbidden } = roleBrowsers()

const sections = {
  posts: '/community',
  materials: '/community/materials',
  announcements: '/community/announcements',
}
type Section = keyof typeof sections

describe('an admin’s community form, sent without the required role', () => {
  const adds: [Role, Section][] = [
    ['guest', 'posts'],
    ...(['guest', 'member', 'expired'] as const).map((role): [Role, Section] => [role, 'materials']),
    ...(['guest', 'member', 'mentor', 'expired'] as const).map((role): [Role, Section] => [
      role,
      'announcements',
    ]),
  ]

  it.each(adds)('addEntry: a %s adds to %s', async (role, section) => {
    const path = sections[section]
    const form = await fillForm(jars().admin, path, [
      ['title', 'Not allowed'],
      ['body', 'Not allowed'],
    ])
    await expectForbidden(role, path, form, path)
  })

  it.each(adds)('addEntry: a %s adds to %s, posted to another page', async (role, section) => {
    const form = await fillForm(jars().admin, sections[section], [
      ['title', 'Not allowed'],
      ['body', 'Not allowed'],
    ])
    await expectForbidden(role, '/community', form, sections[section])
  })

  const deletes: [Role, Section][] = [
    ...(['guest', 'member', 'mentor', 'expired'] as const).map((role): [Role, Section] => [role, 'posts']),
    ...(['guest', 'member', 'expired'] as const).map((role): [Role, Section] => [role, 'materials']),
    ...(['guest', 'member', 'mentor', 'expired'] as const).map((role): [Role, Section] => [
      role,
      'announcements',
    ]),
  ]

  it.each(deletes)('deleteEntry: a %s deletes what someone else wrote from %s', async (role, section) => {
    const [{ id } = { id: 0 }] = await stack().backend.sql<{ id: number }>(
      `select posts.id from public.${section} as posts join auth.users on users.id = author_id
       where email <> $1 order by posts.id limit 1`,
      [EMAILS[role]],
    )
    const form = await fillForm(jars().admin, sections[section], [['id', String(id)]])
    await expectForbidden(role, sections[section], form, sections[section])
  })
})

describe('a form that is sent twice', () => {
  const count = async (section: Section) => {
    const rows = await stack().backend.sql(`select from public.${section} where title = 'Sent twice'`)
    return rows.length
  }

  it.each(Object.entries(sections) as [Section, string][])(
    'adds one entry to %s, and a new form with the same text another one',
    async (section, path) => {
      const fields = [
        ['title', 'Sent twice'],
        ['body', 'one\ntwo'],
      ] as const
      const form = await fillForm(jars().admin, path, fields)
      const responses = await Promise.all([1, 2].map(() => postForm(jars().admin, path, form)))
      responses.push(await postForm(jars().admin, path, form))
      for (const response of responses) expect(messagesOf(await response.text())).toContain('Published.')
      expect(await count(section)).toBe(1)
      await postForm(jars().admin, path, await fillForm(jars().admin, path, fields))
      expect(await count(section)).toBe(2)
    },
  )
})

describe('when the database does not respond', () => {
  it('no one can change anything, and the community says so', async () => {
    const form = await fillForm(jars().admin, '/community', [
      ['title', 'Not now'],
      ['body', 'Not now'],
    ])
    const before = await tableContents(stack().backend.sql)
    await stack().proxy.fault(json(500, { message: 'down' }, (path) => path.startsWith('/rest/')))
    const added = await postForm(jars().admin, '/community', form)
    const community = await jars().guest.fetch('/community')
    await stack().proxy.fault(null)
    expect(messagesOf(await added.text())).toContain('We can’t do this right now.')
    expect(await tableContents(stack().backend.sql)).toEqual(before)
    expect(community.status).toBe(200)
    expect(await community.text()).toContain('This can’t be shown right now.')
  })
})
