import { beforeEach, describe, expect, it } from 'vitest'
import {
  type ApiOrganization,
  type ApiUser,
  apiUserIn,
  createApiClient,
  type Sent,
} from '../../support/api-client'
import { enrollAuthenticator, signedInWithSecondFactor } from '../../support/second-factor'
import { newUserEmail } from '../../support/users'

const { stack, member, mentor, callBy, callFrom, organizationOf } = createApiClient()

/** The member owns it, and the mentor is a member. */
let organization: ApiOrganization
let path: string
beforeEach(async () => {
  organization = await organizationOf(member(), mentor())
  path = `/api/organizations/${organization.slug}`
  await stack().backend.sql(
    `update public.organization_members set role = 'member'
     where user_id = $1 and organization_id = (select id from public.organizations where slug = $2)`,
    [mentor().id, organization.slug],
  )
})

describe.each([
  ['by cookie', callFrom],
  ['by token', callBy],
])('%s', (_way, ask) => {
  const change = (who: ApiUser, at: string, method: string, body?: object) =>
    ask(who, at, { method, ...(body && { body }) } satisfies Sent)

  it('an organization is created, listed, renamed, and deleted', async () => {
    const slug = `new-${crypto.randomUUID()}`
    const created = await change(member(), '/api/organizations', 'POST', { name: ' New ', slug })
    expect([created.status, created.headers.get('location')]).toEqual([201, `/api/organizations/${slug}`])
    expect(created.body).toMatchObject({ slug, name: 'New', role: 'owner', expires_at: null })
    const listed = await ask(member(), '/api/organizations')
    expect(listed.body).toMatchObject({ organizations: expect.arrayContaining([created.body]) })
    const at = `/api/organizations/${slug}`
    expect((await change(member(), at, 'PATCH', { name: 'Renamed' })).body).toMatchObject({ name: 'Renamed' })
    expect((await ask(member(), at)).body).toMatchObject({ slug, name: 'Renamed' })
    expect((await change(member(), at, 'DELETE')).status).toBe(204)
    expect((await ask(member(), at)).status).toBe(404)
  })

  it('an address that is taken, or a field that is invalid, is rejected', async () => {
    const taken = { name: 'Taken', slug: organization.slug }
    expect(await change(mentor(), '/api/organizations', 'POST', taken)).toMatchObject({
      status: 409,
      body: { error: { code: 'slug_taken' } },
    })
    const invalid = { name: '', slug: 'No good' }
    expect(await change(mentor(), '/api/organizations', 'POST', invalid)).toMatchObject({
      status: 400,
      body: {
        error: { fields: { name: 'Enter a name.', slug: expect.stringContaining('letters from a to z') } },
      },
    })
  })

  it('a member changes nothing that needs a higher role', async () => {
    const changes: [string, string, object?][] = [
      [path, 'PATCH', { name: 'Taken over' }],
      [path, 'DELETE'],
      [`${path}/members/${member().id}`, 'PATCH', { role: 'member', expires_at: null }],
      [`${path}/members/${member().id}`, 'DELETE'],
      [`${path}/mfa`, 'PUT', { requires_mfa: false }],
      [`${path}/members/${member().id}/ownership`, 'POST'],
    ]
    for (const [at, method, body] of changes)
      expect(await change(mentor(), at, method, body)).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden' } },
      })
  })

  it('a role is changed until a time, and a member is removed', async () => {
    const at = `${path}/members/${mentor().id}`
    const expires_at = '2099-01-01T12:00:00.000Z'
    const changed = await change(member(), at, 'PATCH', { role: 'admin', expires_at })
    expect([changed.status, changed.body]).toEqual([
      200,
      expect.objectContaining({ role: 'admin', expires_at }),
    ])
    expect((await ask(member(), at)).body).toEqual(changed.body)
    expect((await ask(mentor(), `${path}/members`)).body).toMatchObject({
      members: expect.arrayContaining([changed.body]),
      next: null,
    })
    for (const [until, message] of [
      ['2001-01-01T00:00:00Z', 'in the future'],
      ['tomorrow', 'Enter a time'],
    ])
      expect(await change(member(), at, 'PATCH', { role: 'admin', expires_at: until })).toMatchObject({
        status: 400,
        body: { error: { fields: { expires_at: expect.stringContaining(message ?? '') } } },
      })
    expect(await change(mentor(), `${path}/members/${member().id}`, 'DELETE')).toMatchObject({
      status: 403,
      body: { error: { code: 'role_above_own' } },
    })
    expect((await change(member(), at, 'DELETE')).status).toBe(204)
    expect((await ask(mentor(), path)).status).toBe(404)
  })

  it('a member leaves, and the last owner stays', async () => {
    expect((await change(mentor(), `${path}/membership`, 'DELETE')).status).toBe(204)
    expect((await ask(mentor(), path)).status).toBe(404)
    expect(await change(member(), `${path}/membership`, 'DELETE')).toMatchObject({
      status: 409,
      body: { error: { code: 'last_owner' } },
    })
  })

  it('an owner transfers the ownership, and becomes an admin', async () => {
    const at = `${path}/members/${mentor().id}/ownership`
    expect(await change(member(), `${path}/members/${member().id}/ownership`, 'POST')).toMatchObject({
      status: 409,
      body: { error: { code: 'own_membership' } },
    })
    expect(await change(member(), at, 'POST')).toMatchObject({
      status: 200,
      body: { user_id: mentor().id, role: 'owner', expires_at: null },
    })
    expect((await ask(member(), path)).body).toMatchObject({ role: 'admin' })
    expect(await change(member(), at, 'POST')).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    })
  })

  it('deletion and a transfer of ownership need a recent sign-in', async () => {
    const age = (interval: string) =>
      stack().backend.sql(
        `update auth.sessions set created_at = now() - interval '${interval}' where user_id = $1`,
        [member().id],
      )
    await age('11 minutes')
    for (const [at, method] of [
      [path, 'DELETE'],
      [`${path}/members/${mentor().id}/ownership`, 'POST'],
    ] as const)
      expect(await change(member(), at, method)).toMatchObject({
        status: 403,
        body: { error: { code: 'reauthentication_needed' } },
      })
    await age('0 minutes')
  })

  it('notes are shared, name their author, and stay apart from personal ones', async () => {
    const added = await change(mentor(), `${path}/notes`, 'POST', { note: 'shared' })
    const { id } = added.body
    expect([added.status, added.headers.get('location')]).toEqual([201, `${path}/notes/${id}`])
    expect(added.body).toEqual({ id, note: 'shared', author_id: mentor().id })
    expect((await ask(member(), `${path}/notes`)).body).toMatchObject({ notes: [added.body, {}], next: null })
    expect((await ask(mentor(), `/api/notes/${id}`)).status).toBe(404)
    expect((await change(member(), `${path}/notes/${id}`, 'PATCH', { note: 'changed' })).body).toEqual({
      ...added.body,
      note: 'changed',
    })
    expect((await change(member(), `${path}/notes/${id}`, 'DELETE')).status).toBe(204)
    expect((await ask(mentor(), `${path}/notes/${id}`)).status).toBe(404)
  })

  it('a method that does not exist names those that do', async () => {
    for (const [at, method, allowed] of [
      [path, 'PUT', 'GET, HEAD, PATCH, DELETE'],
      [`${path}/members`, 'POST', 'GET, HEAD'],
      [`${path}/membership`, 'GET', 'DELETE'],
      [`${path}/mfa`, 'GET', 'PUT'],
      [`${path}/members/${mentor().id}/ownership`, 'DELETE', 'POST'],
    ] as const) {
      const response = await change(member(), at, method)
      expect([at, response.status, response.headers.get('allow')]).toEqual([at, 405, allowed])
    }
  })

  it('the second factor is required of all members by one who has passed it', async () => {
    const refused = await change(member(), `${path}/mfa`, 'PUT', { requires_mfa: true })
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'aal2_required' } } })
    const user = await newUserEmail(stack())
    const jar = await signedInWithSecondFactor(stack(), user, await enrollAuthenticator(stack(), user), 1)
    const strong = apiUserIn(stack(), jar, user.email)
    const at = `/api/organizations/${(await organizationOf(strong, mentor())).slug}`
    for (const requires_mfa of [true, false]) {
      const changed = await change(strong, `${at}/mfa`, 'PUT', { requires_mfa })
      expect(changed).toMatchObject({ status: 200, body: { requires_mfa, is_accessible: true } })
      expect((await ask(mentor(), at)).status).toBe(requires_mfa ? 403 : 200)
    }
    expect(await change(strong, `${at}/mfa`, 'PUT', { requires_mfa: 'on' })).toMatchObject({
      status: 400,
      body: { error: { fields: { requires_mfa: 'Enter true or false.' } } },
    })
  })

  it('is closed to a session without the second factor that the organization requires', async () => {
    await stack().backend.sql('update public.organizations set requires_mfa = true where slug = $1', [
      organization.slug,
    ])
    expect(await ask(member(), path)).toMatchObject({
      status: 403,
      body: { error: { code: 'aal2_required' } },
    })
  })
})
