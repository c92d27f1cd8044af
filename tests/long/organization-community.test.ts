import { createClient } from '@supabase/supabase-js'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { ADMIN, signedIn } from '../support/stack'
import { type Person, formResult as sent, suiteOrganization } from '../support/suite-organization'
import { suiteStack } from '../support/suite-stack'
import { tableContents } from '../support/table-contents'

const stack = suiteStack()
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)
const { owner, admin, member, outsider, organization } = suiteOrganization(stack)

const SECTIONS = { posts: '', materials: '/materials', announcements: '/announcements' } as const
type Section = keyof typeof SECTIONS

/** An administrator of the site, who belongs to neither organization. */
let siteAdmin: BrowserJar
let guest: BrowserJar
let slug: string
/** Where the organization's posts are. */
let path: string

beforeAll(async () => {
  siteAdmin = await signedIn(stack, ADMIN)
  guest = new BrowserJar(stack.app.url)
})

beforeEach(() => {
  slug = organization.slug
  path = `/o/${slug}/community`
})

const entry = (title: string) =>
  [
    ['title', title],
    ['body', 'one\ntwo'],
  ] as const

const textOf = async (jar: BrowserJar, page: string) => {
  const response = await jar.fetch(page)
  expect([page, response.status]).toEqual([page, 200])
  return await response.text()
}

/** What Next.js loads when a link to the page is followed. It redirects to the payload's own address. */
const payloadOf = async (jar: BrowserJar, page: string) => {
  const headers = { rsc: '1' }
  const first = await jar.fetch(page, { headers })
  const response = await jar.fetch(first.headers.get('location') ?? page, { headers })
  expect([page, response.headers.get('content-type')]).toEqual([page, 'text/x-component'])
  return await response.text()
}

/** Inserts an entry by a user of the organization, or with null a public one, and returns its ID. */
async function written(section: Section, title: string, author: Person, of: string | null = slug) {
  const [row] = await sql<{ id: number }>(
    `insert into public.${section} (organization_id, author_id, title, body)
     values ((select id from public.organizations where slug = $1), $2, $3, 'text') returning id`,
    [of, author.id, title],
  )
  return String(row?.id)
}

const exists = async (section: Section, id: string) =>
  (await sql(`select from public.${section} where id = $1`, [id])).length > 0

const deletionOf = async (jar: BrowserJar, page: string, id: string) =>
  postForm(jar, page, await fillForm(jar, page, [['id', id]], 'Yes, delete it'))

describe('an entry of an organization', () => {
  it('is read by its members, with its author, and deleted by who wrote it', async () => {
    expect(await sent(sendForm(member.jar, path, entry('For all of us')))).toBe('Published.')
    const page = await textOf(owner.jar, path)
    expect(page).toContain('For all of us')
    expect(page).toMatch(new RegExp(`<span[^>]*>${member.email}</span>`))
    expect(await sent(pressButton(member.jar, path, 'Yes, delete it'))).toBe(`${path}?notice=deleted`)
    expect(await textOf(owner.jar, path)).not.toContain('For all of us')
  })

  it('is added once by a form that is sent twice', async () => {
    const form = await fillForm(member.jar, path, entry('Sent twice'))
    for (const response of await Promise.all([1, 2].map(() => postForm(member.jar, path, form))))
      expect(messagesOf(await response.text())).toContain('Published.')
    const rows = await sql(
      'select from public.posts join public.organizations on organizations.id = organization_id where slug = $1',
      [slug],
    )
    expect(rows).toHaveLength(1)
  })

  it.each(Object.keys(SECTIONS) as Section[])(
    'of %s is on no page of the public community',
    async (section) => {
      const title = `Secret ${crypto.randomUUID()}`
      await written(section, title, owner)
      expect(await textOf(owner.jar, path + SECTIONS[section])).toContain(title)
      const everyone = { owner: owner.jar, member: member.jar, outsider: outsider.jar, siteAdmin, guest }
      for (const [who, jar] of Object.entries(everyone))
        for (const read of [textOf, payloadOf])
          expect([who, await read(jar, `/community${SECTIONS[section]}`)]).toEqual([
            who,
            expect.not.stringContaining(title),
          ])
      expect(await textOf(owner.jar, '/account/data/export')).not.toContain(title)
      const anon = createClient(stack.backend.apiUrl, stack.backend.publishableKey)
      const found = await anon.from(section).select('title, organization_id')
      expect(found.error).toBeNull()
      expect(JSON.stringify(found.data)).not.toContain(title)
      expect(found.data?.filter(({ organization_id }) => organization_id)).toEqual([])
    },
  )

  it('is on no page of the organization while the database does not respond, and no text is lost', async () => {
    await written('posts', 'Written before', owner)
    const form = await fillForm(member.jar, path, entry('Typed in vain'))
    await stack.proxy.fault(html(502, (address) => address.startsWith('/rest/')))
    const page = await (await postForm(member.jar, path, form)).text()
    expect(messagesOf(page)).toContain('right now')
    expect(page).toContain('value="Typed in vain"')
    expect(page).toMatch(/<textarea[^>]*>\n?one\r?\ntwo<\/textarea>/)
    expect(await textOf(member.jar, path)).not.toContain('Written before')
    await stack.proxy.fault(null)
    expect(await sent(postForm(member.jar, path, form))).toBe('Published.')
  })

  it('stays without its author’s name when they leave, and goes with the organization', async () => {
    const id = await written('posts', 'Here to stay', member)
    await pressButton(member.jar, `/o/${slug}/settings`, 'Leave organization')
    const page = await textOf(owner.jar, path)
    expect(page).toMatch(/>Former member<[\s\S]*Here to stay/)
    expect(page).not.toContain(member.email)
    await sendForm(owner.jar, `/o/${slug}/settings`, [['slug', slug]])
    expect(await exists('posts', id)).toBe(false)
  })

  it('is paged', async () => {
    for (let n = 1; n <= 21; n++) await written('posts', `Entry ${n}.`, owner)
    const first = await textOf(member.jar, path)
    expect(first).not.toContain('Entry 1.')
    const next = new RegExp(`${path}\\?before=\\d+`).exec(first)?.[0] ?? ''
    expect(await textOf(member.jar, next)).toContain('Entry 1.')
  })
})

describe('the role in the organization', () => {
  it.each(['materials', 'announcements'] as const)('lets admins and owners publish %s', async (section) => {
    const page = path + SECTIONS[section]
    expect(await textOf(member.jar, page)).not.toContain('name="title"')
    for (const { jar } of [owner, admin])
      expect(await sent(sendForm(jar, page, entry('From the team')))).toBe('Published.')
    const before = await tableContents(sql)
    const form = await fillForm(admin.jar, page, entry('Not from the team'))
    expect(await sent(postForm(member.jar, page, form))).toBe(`${page}?notice=forbidden`)
    expect(await tableContents(sql)).toEqual(before)
    expect(await textOf(member.jar, `${page}?notice=forbidden`)).toContain('have permission to do this')
  })

  it('lets admins and owners delete what others wrote, and no one else', async () => {
    const [first, second] = [
      await written('posts', 'Of the owner', owner),
      await written('posts', 'Of the admin', admin),
    ]
    await written('posts', 'Of the member', member)
    expect(await sent(deletionOf(member.jar, path, first))).toBe(`${path}?notice=forbidden`)
    expect(await exists('posts', first)).toBe(true)
    expect(await sent(deletionOf(admin.jar, path, first))).toBe(`${path}?notice=deleted`)
    expect(await sent(deletionOf(admin.jar, path, first))).toBe(`${path}?notice=gone`)
    expect(await sent(deletionOf(owner.jar, path, second))).toBe(`${path}?notice=deleted`)
    expect(await textOf(admin.jar, '/account/activity')).toContain(`${slug}: posts ${second}`)
  })

  it('is needed with the second factor, where the organization requires it', async () => {
    await sql('update public.organizations set requires_mfa = true where slug = $1', [slug])
    const response = await member.jar.fetch(path)
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toContain('/account/two-factor/authenticator')
  })
})

describe('an organization of others', () => {
  it.each(Object.values(SECTIONS))('has no community%s', async (section) => {
    for (const jar of [outsider.jar, siteAdmin])
      for (const address of [slug, 'nowhere-else'])
        expect((await jar.fetch(`/o/${address}/community${section}`)).status).toBe(404)
  })

  it('gets no entry by a form that names it', async () => {
    const form = await fillForm(outsider.jar, `/o/${slug}-other/community`, entry('Intruding'))
    form.set('organization', slug)
    const before = await tableContents(sql)
    for (const page of [`/o/${slug}-other/community`, path, '/community'])
      expect((await postForm(outsider.jar, page, form)).status).toBeOneOf([404, 409])
    expect(await tableContents(sql)).toEqual(before)
  })

  it('keeps its entries from every form that names one of them', async () => {
    const other = `/o/${slug}-other/community`
    const id = await written('posts', 'Ours', member)
    await written('posts', 'Theirs', outsider, `${slug}-other`)
    const ofPublic = await written('posts', 'Public', outsider, null)
    expect(await sent(deletionOf(outsider.jar, other, id))).toBe(`${other}?notice=gone`)
    expect(await sent(deletionOf(siteAdmin, '/community', id))).toBe('/community?notice=gone')
    expect(await sent(deletionOf(owner.jar, path, ofPublic))).toBe(`${path}?notice=gone`)
    // Not even a member deletes it on a page of the public community.
    await written('posts', 'Public, too', member, null)
    expect(await sent(deletionOf(member.jar, '/community', id))).toBe('/community?notice=gone')
    expect([await exists('posts', id), await exists('posts', ofPublic)]).toEqual([true, true])
  })
})
