import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { enrollAuthenticator, signedInWithSecondFactor } from '../support/second-factor'
import { ADMIN, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

const stack = suiteStack()
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

type Person = { id: string; email: string; jar: BrowserJar; password: string; name: string }

async function person(): Promise<Person> {
  const user = await newUserEmail(stack)
  const [row] = await sql<{ id: string }>('select id from auth.users where email = $1', [user.email])
  return { ...user, id: row?.id ?? '', jar: await signedIn(stack, user) }
}

/** The owner, an admin and a member of one organization, and the owner of another. */
let owner: Person
let admin: Person
let member: Person
let outsider: Person
let slug: string

beforeAll(async () => {
  ;[owner, admin, member, outsider] = (await Promise.all([person(), person(), person(), person()])) as [
    Person,
    Person,
    Person,
    Person,
  ]
})

beforeEach(async () => {
  await stack.proxy.fault(null)
  await sql('delete from private.quota_usage')
  slug = `org-${crypto.randomUUID().slice(0, 8)}`
  await create(owner, slug)
  await create(outsider, `${slug}-other`)
  await sql(
    `insert into public.organization_members (organization_id, user_id, role)
     select id, user_id::uuid, role::public.organization_role from public.organizations,
       (values ($2, 'admin'), ($3, 'member')) as added (user_id, role) where slug = $1`,
    [slug, admin.id, member.id],
  )
})

async function create(who: Person, address: string): Promise<void> {
  const fields = [
    ['name', `Org ${address}`],
    ['slug', address],
  ] as const
  const response = await sendForm(who.jar, '/organizations', fields)
  expect([response.status, response.headers.get('location')]).toEqual([303, `/o/${address}`])
}

const members = async () =>
  Object.fromEntries(
    (
      await sql<{ user_id: string; role: string }>(
        'select user_id, role from public.organization_members join public.organizations on id = organization_id where slug = $1',
        [slug],
      )
    ).map(({ user_id, role }) => [user_id, role]),
  )

const textOf = async (who: Person, path: string) => {
  const response = await who.jar.fetch(path)
  expect([path, response.status]).toEqual([path, 200])
  return await response.text()
}

async function sent(response: Promise<Response>): Promise<string> {
  const { status, headers, text } = await response.then(async (answer) => ({
    status: answer.status,
    headers: answer.headers,
    text: await answer.text(),
  }))
  return status === 303 ? (headers.get('location') ?? '') : messagesOf(text)
}

describe('an organization', () => {
  it('is created once by a form that is sent twice, and rejects an address that is taken', async () => {
    const fields = [
      ['name', `Org ${slug}`],
      ['slug', slug],
    ] as const
    expect(await sent(sendForm(owner.jar, '/organizations', fields))).toBe(`/o/${slug}`)
    expect(await sent(sendForm(outsider.jar, '/organizations', fields))).toContain('This address is taken.')
    expect(
      await sent(
        sendForm(outsider.jar, '/organizations', [
          ['name', ''],
          ['slug', 'No good'],
        ]),
      ),
    ).toContain('Enter a name.')
  })

  it('is listed to its members, and its name can be changed by admins', async () => {
    expect(await textOf(member, '/organizations')).toContain(`href="/o/${slug}"`)
    expect(await textOf(outsider, '/organizations')).not.toContain(`href="/o/${slug}"`)
    const answer = sendForm(admin.jar, `/o/${slug}/settings`, [['name', 'Another name']])
    expect(await sent(answer)).toBe('Name changed.')
    expect(await textOf(member, `/o/${slug}`)).toContain('Another name')
    expect(await textOf(member, `/o/${slug}/settings`)).not.toContain('name="name"')
  })

  it('does not exist for anyone else', async () => {
    const shown = new Map<string, string>()
    for (const address of [slug, 'nowhere-else']) {
      for (const page of [
        '',
        '/notes',
        '/notes/1',
        '/notes/1/delete',
        '/members',
        `/members/${owner.id}`,
        '/settings',
      ]) {
        const response = await outsider.jar.fetch(`/o/${address}${page}`)
        expect([page, response.status]).toEqual([page, 404])
        const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? ''
        const text = (await response.text())
          .replaceAll(nonce, 'nonce')
          .replaceAll(address, 'slug')
          // The request ID.
          .replace(/[\da-f]{8}-[\da-f-]{27}/g, 'id')
        if (shown.has(page)) expect(text).toBe(shown.get(page))
        shown.set(page, text)
      }
    }
    const body = await fillForm(owner.jar, `/o/${slug}/notes`, [['note', 'intruding']])
    expect((await postForm(outsider.jar, `/o/${slug}-other/notes`, body)).status).toBe(404)
    expect(await sql('select from public.notes where note = $1', ['intruding'])).toHaveLength(0)
  })

  it('says that the database does not respond, and stays closed', async () => {
    await stack.proxy.fault(html(502, (path) => path.startsWith('/rest/')))
    const page = await textOf(member, `/o/${slug}/members`)
    expect(page).toContain('Temporarily unavailable')
    expect(page).not.toContain(owner.email)
  })

  it('is left by a member, and not by its last owner', async () => {
    expect(await sent(pressButton(owner.jar, `/o/${slug}/settings`, 'Leave organization'))).toContain(
      'needs an owner',
    )
    expect(await sent(pressButton(member.jar, `/o/${slug}/settings`, 'Leave organization'))).toBe(
      '/organizations?notice=left',
    )
    expect((await member.jar.fetch(`/o/${slug}`)).status).toBe(404)
  })

  it('is deleted by an owner who types its address', async () => {
    await sendForm(member.jar, `/o/${slug}/notes`, [['note', 'goes with it']])
    const path = `/o/${slug}/settings`
    expect(await textOf(admin, path)).not.toContain('Delete organization')
    expect(await sent(sendForm(owner.jar, path, [['slug', 'other']]))).toContain('Enter the address')
    expect(await sent(sendForm(owner.jar, path, [['slug', slug]]))).toBe('/organizations?notice=deleted')
    expect((await member.jar.fetch(`/o/${slug}`)).status).toBe(404)
    expect(await sql('select from public.notes where note = $1', ['goes with it'])).toHaveLength(0)
  })
})

describe('notes', () => {
  it('of an organization are shared with its members, and personal ones are not', async () => {
    expect(await sent(sendForm(member.jar, '/private', [['note', 'only mine']]))).toBe('Note added.')
    expect(await sent(sendForm(member.jar, `/o/${slug}/notes`, [['note', 'for all of us']]))).toBe(
      'Note added.',
    )
    const shared = await textOf(owner, `/o/${slug}/notes`)
    expect(shared).toContain('for all of us')
    expect(shared).not.toContain('only mine')
    expect(await textOf(member, '/private')).not.toContain('for all of us')
    const id = /notes\/(\d+)"/.exec(shared)?.[1]
    expect((await member.jar.fetch(`/private/notes/${id}`)).status).toBe(404)
    const edited = sendForm(admin.jar, `/o/${slug}/notes/${id}`, [['note', 'changed by the admin']])
    expect(await sent(edited)).toBe(`/o/${slug}/notes?notice=note-changed`)
    expect(await textOf(member, `/o/${slug}/notes`)).toContain('changed by the admin')
    const deleted = pressButton(member.jar, `/o/${slug}/notes/${id}/delete`, 'Delete note')
    expect(await sent(deleted)).toBe(`/o/${slug}/notes?notice=note-deleted`)
    expect(await textOf(owner, `/o/${slug}/notes`)).not.toContain('changed by the admin')
  })

  it('of an organization name their author, until they leave', async () => {
    await sendForm(member.jar, `/o/${slug}/notes`, [['note', 'signed']])
    expect(await textOf(owner, `/o/${slug}/notes`)).toMatch(new RegExp(`signed</p><p[^>]*>${member.email}<`))
    await pressButton(member.jar, `/o/${slug}/settings`, 'Leave organization')
    const left = await textOf(owner, `/o/${slug}/notes`)
    expect(left).toMatch(/signed<\/p><p[^>]*>Former member</)
    expect(left).not.toContain(member.email)
  })

  it('of an organization are kept in their form while the database does not respond', async () => {
    const path = `/o/${slug}/notes`
    const body = await fillForm(member.jar, path, [['note', 'typed in vain']])
    await stack.proxy.fault(html(502, (address) => address.startsWith('/rest/')))
    const page = await (await postForm(member.jar, path, body)).text()
    expect(messagesOf(page)).toContain('right now')
    expect(page).toMatch(/<textarea[^>]*>\n?typed in vain<\/textarea>/)
    await stack.proxy.fault(null)
    expect(await sent(postForm(member.jar, path, body))).toBe('Note added.')
  })

  it('of an organization are paged', async () => {
    await sql(
      `insert into public.notes (organization_id, note) select id, 'entry ' || n || '.' from public.organizations, generate_series(1, 21) as n where slug = $1`,
      [slug],
    )
    const first = await textOf(owner, `/o/${slug}/notes`)
    expect(first).not.toContain('entry 1.')
    const next = new RegExp(`/o/${slug}/notes\\?before=\\d+`).exec(first)?.[0] ?? ''
    expect(await textOf(owner, next)).toContain('entry 1.')
  })
})

describe('members', () => {
  const pageOf = (about: Person) => `/o/${slug}/members/${about.id}`

  it('see each other, and only those who manage them get the forms', async () => {
    const list = await textOf(member, `/o/${slug}/members`)
    for (const { email } of [owner, admin, member]) expect(list).toContain(email)
    expect(list).not.toContain(pageOf(owner))
    expect((await member.jar.fetch(pageOf(owner))).status).toBe(404)
    expect((await admin.jar.fetch(pageOf(admin))).status).toBe(404)
    expect(await textOf(admin, pageOf(member))).not.toContain('Transfer ownership')
  })

  it('get a role, also until a time, and no admin grants or changes more than an admin', async () => {
    const fields = [
      ['role', 'admin'],
      ['until', '2099-01-01T12:00'],
    ] as const
    expect(await sent(sendForm(admin.jar, pageOf(member), fields))).toBe(`${pageOf(member)}?notice=role`)
    expect(await textOf(member, `/o/${slug}`)).toContain('until')
    expect(await textOf(admin, pageOf(member))).not.toContain('value="owner"')
    expect(
      await sent(
        sendForm(admin.jar, pageOf(member), [
          ['role', 'owner'],
          ['until', ''],
        ]),
      ),
    ).toContain('above your own')
    expect(
      await sent(
        sendForm(admin.jar, pageOf(owner), [
          ['role', 'member'],
          ['until', ''],
        ]),
      ),
    ).toContain('above your own')
    expect(await members()).toEqual({ [owner.id]: 'owner', [admin.id]: 'admin', [member.id]: 'admin' })
  })

  it('are removed, and lose access at once', async () => {
    await textOf(member, `/o/${slug}/notes`)
    const removed = pressButton(admin.jar, pageOf(member), 'Remove member')
    expect(await sent(removed)).toBe(`/o/${slug}/members?notice=removed`)
    expect((await member.jar.fetch(`/o/${slug}/notes`)).status).toBe(404)
  })

  it('receive the ownership', async () => {
    const answer = pressButton(owner.jar, pageOf(admin), 'Transfer ownership')
    expect(await sent(answer)).toBe(`/o/${slug}/members?notice=transferred`)
    expect(await members()).toEqual({ [owner.id]: 'admin', [admin.id]: 'owner', [member.id]: 'member' })
  })
})

describe('administrators of the application', () => {
  it('find an organization, and see its owner and its size', async () => {
    const jar = await signedIn(stack, ADMIN)
    const list = await (await jar.fetch(`/admin/organizations?search=${slug}`)).text()
    expect(list).toContain(`href="/admin/organizations/${slug}"`)
    expect(list).toContain(owner.email)
    const page = await (await jar.fetch(`/admin/organizations/${slug}`)).text()
    expect(page).toMatch(new RegExp(`href="/admin/users/${owner.id}"[^>]*>${owner.email}<`))
    expect(page).toContain('<p>3</p>')
    expect((await jar.fetch('/admin/organizations/nowhere-else')).status).toBe(404)
  })

  it('are the only ones who do', async () => {
    for (const path of ['/admin/organizations', `/admin/organizations/${slug}`])
      expect([path, (await owner.jar.fetch(path)).status]).toEqual([path, 404])
  })
})

describe('a required second factor', () => {
  it('leads members to it, and keeps the organization closed until then', async () => {
    const path = `/o/${slug}/settings`
    expect(await sent(sendForm(admin.jar, path, [['required', 'on']]))).toContain(
      '/account/two-factor/authenticator',
    )
    const authenticator = await enrollAuthenticator(stack, owner)
    const strong = await signedInWithSecondFactor(stack, owner, authenticator, 1)
    expect(await sent(sendForm(strong, path, [['required', 'on']]))).toBe(`${path}?notice=mfa`)
    const response = await member.jar.fetch(`/o/${slug}/notes`)
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toContain('/account/two-factor/authenticator')
    expect(await textOf(member, '/organizations')).toContain('two-factor required')
    expect((await strong.fetch(`/o/${slug}/notes`)).status).toBe(200)
    await sql('delete from auth.mfa_factors where user_id = $1', [owner.id])
    owner.jar = await signedIn(stack, owner)
  })
})

describe('the last owner', () => {
  it('learns what to do before the account can be deleted', async () => {
    const { jar, email } = outsider
    const page = await textOf(outsider, '/account/data/delete')
    expect(page).toContain(`href="/o/${slug}-other/members"`)
    expect(await sent(sendForm(jar, '/account/data/delete', [['email', email]]))).toContain('last owner')
    expect((await jar.fetch('/private')).status).toBe(200)
  })
})
