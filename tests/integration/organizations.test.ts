import { describe, expect, it } from 'vitest'
import { html } from '../support/faults'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { expectNotFoundPage } from '../support/not-found-page'
import { enrollAuthenticator, signedInWithSecondFactor } from '../support/second-factor'
import { ADMIN, signedIn } from '../support/stack'
import { formResult, type Person, pageText, suiteOrganization } from '../support/suite-organization'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)
const { owner, admin, member, outsider, organization, roles } = suiteOrganization(stack)

describe('an organization', () => {
  it('is created once by a form that is sent twice, and rejects an address that is taken', async () => {
    const fields = [
      ['name', `Org ${organization.slug}`],
      ['slug', organization.slug],
    ] as const
    expect(await formResult(sendForm(owner.jar, '/organizations', fields))).toBe(`/o/${organization.slug}`)
    expect(await formResult(sendForm(outsider.jar, '/organizations', fields))).toContain(
      'This address is taken.',
    )
    expect(
      await formResult(
        sendForm(outsider.jar, '/organizations', [
          ['name', ''],
          ['slug', 'No good'],
        ]),
      ),
    ).toContain('Enter a name.')
  })

  it('is listed to its members, and its name can be changed by admins', async () => {
    expect(await pageText(member, '/organizations')).toContain(`href="/o/${organization.slug}"`)
    expect(await pageText(outsider, '/organizations')).not.toContain(`href="/o/${organization.slug}"`)
    const answer = sendForm(admin.jar, `/o/${organization.slug}/settings`, [['name', 'Another name']])
    expect(await formResult(answer)).toBe('Name changed.')
    expect(await pageText(member, `/o/${organization.slug}`)).toContain('Another name')
    expect(await pageText(member, `/o/${organization.slug}/settings`)).not.toContain('name="name"')
  })

  it('does not exist for anyone else', async () => {
    const shown = new Map<string, string>()
    for (const address of [organization.slug, 'nowhere-else']) {
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
        const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? ''
        const text = (await expectNotFoundPage(response))
          .replaceAll(nonce, 'nonce')
          .replaceAll(address, 'slug')
          // The request ID.
          .replace(/[\da-f]{8}-[\da-f-]{27}/g, 'id')
        if (shown.has(page)) expect(text).toBe(shown.get(page))
        shown.set(page, text)
      }
    }
    const body = await fillForm(owner.jar, `/o/${organization.slug}/notes`, [['note', 'intruding']])
    const posted = await postForm(outsider.jar, `/o/${organization.slug}-other/notes`, body)
    const form = await posted.text()
    expect([posted.status, messagesOf(form)]).toEqual([404, expect.stringContaining('no longer a member')])
    expect(form).toContain('>intruding</textarea>')
    expect(await sql('select from public.notes where note = $1', ['intruding'])).toHaveLength(0)
  })

  it('is not found by a form that was opened before its sender left', async () => {
    const path = `/o/${organization.slug}/notes`
    const body = await fillForm(member.jar, path, [['note', 'too late']])
    await pressButton(member.jar, `/o/${organization.slug}/settings`, 'Leave organization')
    await expectNotFoundPage(await postForm(member.jar, path, body))
    expect(await sql('select from public.notes where note = $1', ['too late'])).toHaveLength(0)
  })

  it('says that the database does not respond, and stays closed', async () => {
    await stack.proxy.fault(html(502, (path) => path.startsWith('/rest/')))
    const page = await pageText(member, `/o/${organization.slug}/members`)
    expect(page).toContain('Temporarily unavailable')
    expect(page).not.toContain(owner.email)
  })

  it('is left by a member, and not by its last owner', async () => {
    expect(
      await formResult(pressButton(owner.jar, `/o/${organization.slug}/settings`, 'Leave organization')),
    ).toContain('needs an owner')
    expect(
      await formResult(pressButton(member.jar, `/o/${organization.slug}/settings`, 'Leave organization')),
    ).toBe('/organizations?notice=left')
    expect((await member.jar.fetch(`/o/${organization.slug}`)).status).toBe(404)
  })

  it('is deleted by an owner who types its address', async () => {
    await sendForm(member.jar, `/o/${organization.slug}/notes`, [['note', 'goes with it']])
    const path = `/o/${organization.slug}/settings`
    expect(await pageText(admin, path)).not.toContain('Delete organization')
    expect(await formResult(sendForm(owner.jar, path, [['slug', 'other']]))).toContain('Enter the address')
    expect(await formResult(sendForm(owner.jar, path, [['slug', organization.slug]]))).toBe(
      '/organizations?notice=deleted',
    )
    expect((await member.jar.fetch(`/o/${organization.slug}`)).status).toBe(404)
    expect(await sql('select from public.notes where note = $1', ['goes with it'])).toHaveLength(0)
  })
})

describe('notes', () => {
  it('of an organization are shared with its members, and personal ones are not', async () => {
    expect(await formResult(sendForm(member.jar, '/private', [['note', 'only mine']]))).toBe('Note added.')
    expect(
      await formResult(sendForm(member.jar, `/o/${organization.slug}/notes`, [['note', 'for all of us']])),
    ).toBe('Note added.')
    const shared = await pageText(owner, `/o/${organization.slug}/notes`)
    expect(shared).toContain('for all of us')
    expect(shared).not.toContain('only mine')
    expect(await pageText(member, '/private')).not.toContain('for all of us')
    const id = /notes\/(\d+)"/.exec(shared)?.[1]
    expect((await member.jar.fetch(`/private/notes/${id}`)).status).toBe(404)
    const edited = sendForm(admin.jar, `/o/${organization.slug}/notes/${id}`, [
      ['note', 'changed by the admin'],
    ])
    expect(await formResult(edited)).toBe(`/o/${organization.slug}/notes?notice=note-changed`)
    expect(await pageText(member, `/o/${organization.slug}/notes`)).toContain('changed by the admin')
    const deleted = pressButton(member.jar, `/o/${organization.slug}/notes/${id}/delete`, 'Delete note')
    expect(await formResult(deleted)).toBe(`/o/${organization.slug}/notes?notice=note-deleted`)
    expect(await pageText(owner, `/o/${organization.slug}/notes`)).not.toContain('changed by the admin')
  })

  it('of an organization name their author, until they leave', async () => {
    await sendForm(member.jar, `/o/${organization.slug}/notes`, [['note', 'signed']])
    expect(await pageText(owner, `/o/${organization.slug}/notes`)).toMatch(
      new RegExp(`signed</p><p[^>]*>${member.email}<`),
    )
    await pressButton(member.jar, `/o/${organization.slug}/settings`, 'Leave organization')
    const left = await pageText(owner, `/o/${organization.slug}/notes`)
    expect(left).toMatch(/signed<\/p><p[^>]*>Former member</)
    expect(left).not.toContain(member.email)
  })

  it('of an organization are kept in their form while the database does not respond', async () => {
    const path = `/o/${organization.slug}/notes`
    const body = await fillForm(member.jar, path, [['note', 'typed in vain']])
    await stack.proxy.fault(html(502, (address) => address.startsWith('/rest/')))
    const page = await (await postForm(member.jar, path, body)).text()
    expect(messagesOf(page)).toContain('right now')
    expect(page).toMatch(/<textarea[^>]*>\n?typed in vain<\/textarea>/)
    await stack.proxy.fault(null)
    expect(await formResult(postForm(member.jar, path, body))).toBe('Note added.')
  })

  it('of an organization are paged', async () => {
    await sql(
      `insert into public.notes (organization_id, note) select id, 'entry ' || n || '.' from public.organizations, generate_series(1, 21) as n where slug = $1`,
      [organization.slug],
    )
    const first = await pageText(owner, `/o/${organization.slug}/notes`)
    expect(first).not.toContain('entry 1.')
    const next = new RegExp(`/o/${organization.slug}/notes\\?before=\\d+`).exec(first)?.[0] ?? ''
    expect(await pageText(owner, next)).toContain('entry 1.')
  })
})

describe('members', () => {
  const pageOf = (about: Person) => `/o/${organization.slug}/members/${about.id}`

  it('see each other, and only those who manage them get the forms', async () => {
    const list = await pageText(member, `/o/${organization.slug}/members`)
    for (const { email } of [owner, admin, member]) expect(list).toContain(email)
    expect(list).not.toContain(pageOf(owner))
    await expectNotFoundPage(await member.jar.fetch(pageOf(owner)))
    await expectNotFoundPage(await admin.jar.fetch(pageOf(admin)))
    expect(await pageText(admin, pageOf(member))).not.toContain('Transfer ownership')
  })

  it('get a role, also until a time, and no admin grants or changes more than an admin', async () => {
    const fields = [
      ['role', 'admin'],
      ['until', '2099-01-01T12:00'],
    ] as const
    expect(await formResult(sendForm(admin.jar, pageOf(member), fields))).toBe(
      `${pageOf(member)}?notice=role`,
    )
    expect(await pageText(member, `/o/${organization.slug}`)).toContain('until')
    expect(await pageText(admin, pageOf(member))).not.toContain('value="owner"')
    expect(
      await formResult(
        sendForm(admin.jar, pageOf(member), [
          ['role', 'owner'],
          ['until', ''],
        ]),
      ),
    ).toContain('above your own')
    expect(
      await formResult(
        sendForm(admin.jar, pageOf(owner), [
          ['role', 'member'],
          ['until', ''],
        ]),
      ),
    ).toContain('above your own')
    expect(await roles()).toEqual({ [owner.id]: 'owner', [admin.id]: 'admin', [member.id]: 'admin' })
  })

  it('are removed, and lose access at once', async () => {
    await pageText(member, `/o/${organization.slug}/notes`)
    const removed = pressButton(admin.jar, pageOf(member), 'Remove member')
    expect(await formResult(removed)).toBe(`/o/${organization.slug}/members?notice=removed`)
    expect((await member.jar.fetch(`/o/${organization.slug}/notes`)).status).toBe(404)
  })

  it('do not receive the ownership of someone whose own membership expires', async () => {
    const change = (about: Person, assignment: string) =>
      sql(
        `update public.organization_members set ${assignment}
         where user_id = $1 and organization_id = (select id from public.organizations where slug = $2)`,
        [about.id, organization.slug],
      )
    await change(admin, "role = 'owner'")
    await change(owner, "expires_at = now() + interval '1 day'")
    const answer = pressButton(owner.jar, pageOf(member), 'Transfer ownership')
    expect(await formResult(answer)).toContain('Your own membership expires.')
    const at = `/api${pageOf(member).replace('/o/', '/organizations/')}/ownership`
    const response = await owner.jar.fetch(at, { method: 'POST', headers: { origin: owner.jar.origin } })
    expect([response.status, await response.json()]).toMatchObject([
      409,
      { error: { code: 'own_membership_expires' } },
    ])
    expect(await roles()).toEqual({ [owner.id]: 'owner', [admin.id]: 'owner', [member.id]: 'member' })
  })

  it('receive the ownership', async () => {
    const answer = pressButton(owner.jar, pageOf(admin), 'Transfer ownership')
    expect(await formResult(answer)).toBe(`/o/${organization.slug}/members?notice=transferred`)
    expect(await roles()).toEqual({ [owner.id]: 'admin', [admin.id]: 'owner', [member.id]: 'member' })
  })
})

describe('administrators of the application', () => {
  it('find an organization, and see its owner and its size', async () => {
    const jar = await signedIn(stack, ADMIN)
    const list = await (await jar.fetch(`/admin/organizations?search=${organization.slug}`)).text()
    expect(list).toContain(`href="/admin/organizations/${organization.slug}"`)
    expect(list).toContain(owner.email)
    const page = await (await jar.fetch(`/admin/organizations/${organization.slug}`)).text()
    expect(page).toMatch(new RegExp(`href="/admin/users/${owner.id}"[^>]*>${owner.email}<`))
    expect(page).toContain('<p>3</p>')
  })

  it('are the only ones who do', async () => {
    for (const path of ['/admin/organizations', `/admin/organizations/${organization.slug}`])
      expect([path, (await owner.jar.fetch(path)).status]).toEqual([path, 404])
  })
})

describe('a required second factor', () => {
  it('leads members to it, and keeps the organization closed until then', async () => {
    const path = `/o/${organization.slug}/settings`
    expect(await formResult(sendForm(admin.jar, path, [['required', 'on']]))).toContain(
      '/account/two-factor/authenticator',
    )
    const authenticator = await enrollAuthenticator(stack, owner)
    const strong = await signedInWithSecondFactor(stack, owner, authenticator, 1)
    expect(await formResult(sendForm(strong, path, [['required', 'on']]))).toBe(`${path}?notice=mfa`)
    const response = await member.jar.fetch(`/o/${organization.slug}/notes`)
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toContain('/account/two-factor/authenticator')
    expect(await pageText(member, '/organizations')).toContain('two-factor required')
    expect((await strong.fetch(`/o/${organization.slug}/notes`)).status).toBe(200)
    await sql('delete from auth.mfa_factors where user_id = $1', [owner.id])
    owner.jar = await signedIn(stack, owner)
  })
})

describe('the last owner', () => {
  it('learns what to do before the account can be deleted', async () => {
    const { jar, email } = outsider
    const page = await pageText(outsider, '/account/data/delete')
    expect(page).toContain(`href="/o/${organization.slug}-other/members"`)
    expect(await formResult(sendForm(jar, '/account/data/delete', [['email', email]]))).toContain(
      'last owner',
    )
    expect((await jar.fetch('/private')).status).toBe(200)
  })
})
