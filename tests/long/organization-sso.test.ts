import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { LOCAL_SSO_PROVIDER_ID } from 'supabase-embedded'
import { addIdentityProvider } from 'supabase-embedded/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { answerAs, sendSso, signInWithSso } from '../support/sso'
import { ADMIN, MENTOR, readSession, SSO_DOMAIN, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const SECOND_DOMAIN = 'second.example.com'

const stack = suiteStack()
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

/** The local identity provider and a second one, and two organizations of the same owner. */
let second: Awaited<ReturnType<typeof addIdentityProvider>>
let admin: BrowserJar
let owner: BrowserJar
let one: string
let two: string

beforeAll(async () => {
  second = await addIdentityProvider(stack.backend.sql, SECOND_DOMAIN)
  admin = await signedIn(stack, ADMIN)
  owner = await signedIn(stack, MENTOR)
})
afterAll(() => second.close())

beforeEach(async () => {
  await stack.proxy.fault(null)
  await sql('delete from private.quota_usage')
  await sql('delete from private.organization_sso_providers')
  ;[one, two] = [await organization(), await organization()]
})

async function organization(): Promise<string> {
  const slug = `org-${randomUUID().slice(0, 8)}`
  const response = await sendForm(owner, '/organizations', [
    ['name', `Name of ${slug}`],
    ['slug', slug],
  ])
  expect(response.headers.get('location')).toBe(`/o/${slug}`)
  return slug
}

const pageOf = (slug: string) => `/admin/organizations/${slug}`
const someone = (domain = SSO_DOMAIN) => `u${randomUUID().slice(0, 8)}@${domain}`
const link = (slug: string, providerId: string, jar = admin) =>
  sendForm(jar, pageOf(slug), [['providerId', providerId]])
const leadsTo = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')
const textOf = async (jar: BrowserJar, path: string) => await (await jar.fetch(path)).text()

/** Signs in through the identity provider of the address, in a new browser. */
async function signIn(email: string) {
  const jar = new BrowserJar(stack.app.url)
  expect(leadsTo(await signInWithSso(jar, email))).toBe('/private')
  return { jar, email, id: decodeJwt(readSession(jar, stack.cookieName).access_token).sub ?? '' }
}

const statuses = async (jar: BrowserJar) => [
  (await jar.fetch(`/o/${one}`)).status,
  (await jar.fetch(`/o/${two}`)).status,
]

describe('an administrator', () => {
  it('links an identity provider by its domains, to one organization at most', async () => {
    expect(await textOf(admin, pageOf(one))).toContain(`>${SSO_DOMAIN}</option>`)
    expect(leadsTo(await link(one, LOCAL_SSO_PROVIDER_ID))).toBe(`${pageOf(one)}?notice=linked`)
    const form = await fillForm(admin, pageOf(two), [['providerId', LOCAL_SSO_PROVIDER_ID]])
    const response = await postForm(admin, pageOf(two), form)
    expect(messagesOf(await response.text())).toContain('already linked to an organization')
    expect(await textOf(admin, pageOf(two))).not.toContain(`>${SSO_DOMAIN}</option>`)
    expect(leadsTo(await link(one, second.id))).toBe(`${pageOf(one)}?notice=linked`)
    expect(await textOf(admin, pageOf(one))).toContain('no other identity provider')
  })

  it('learns that a provider was deleted, and sees no link to it', async () => {
    const gone = await addIdentityProvider(stack.backend.sql, `${randomUUID()}.example.com`)
    const form = await fillForm(admin, pageOf(one), [['providerId', gone.id]])
    expect(leadsTo(await postForm(admin, pageOf(two), form))).toBe(`${pageOf(one)}?notice=linked`)
    await sql('delete from auth.sso_providers where id = $1', [gone.id])
    await gone.close()
    expect(await textOf(admin, pageOf(one))).not.toContain('Remove link')
    const response = await postForm(admin, pageOf(one), form)
    expect(messagesOf(await response.text())).toContain('was deleted')
  })

  it('is told when the providers can’t be shown', async () => {
    await stack.proxy.fault(html(502, (path) => path.includes('list_sso_providers')))
    const page = await textOf(admin, pageOf(one))
    expect(page).toContain(`Name of ${one}`)
    expect(page).toContain('can’t be shown right now')
  })

  it('is the only one who links, and removes links: neither other roles nor the owner can', async () => {
    await link(one, second.id)
    const forms = {
      linkSsoProvider: await fillForm(admin, pageOf(one), [['providerId', LOCAL_SSO_PROVIDER_ID]]),
      unlinkSsoProvider: await fillForm(admin, pageOf(one), [], '>Remove link <'),
    }
    const { email } = await signIn(someone())
    const { jar: member } = await signIn(email)
    for (const jar of [owner, member]) {
      expect((await jar.fetch(pageOf(one))).status).toBe(404)
      for (const form of Object.values(forms))
        expect((await postForm(jar, pageOf(one), form)).status).toBe(404)
    }
    expect(await sql('select provider_id from private.organization_sso_providers')).toEqual([
      { provider_id: second.id },
    ])
  })

  it('finds links in the activity', async () => {
    await link(one, second.id)
    await pressButton(admin, pageOf(one), 'Remove link ')
    const activity = await textOf(admin, '/admin/activity')
    expect(activity).toContain('Identity provider linked to an organization')
    expect(activity).toContain('Identity provider unlinked from an organization')
    expect(activity).toContain(`${one}: ${SECOND_DOMAIN}`)
  })
})

describe('someone who signs in through a linked identity provider', () => {
  it('becomes a member of its organization, and of no other', async () => {
    await link(one, LOCAL_SSO_PROVIDER_ID)
    await link(two, second.id)
    const first = await signIn(someone())
    const other = await signIn(someone(SECOND_DOMAIN))
    expect(await statuses(first.jar)).toEqual([200, 404])
    expect(await statuses(other.jar)).toEqual([404, 200])
    expect(await textOf(first.jar, '/organizations')).toContain(`Name of ${one}`)
    expect(await textOf(owner, `/o/${one}/members`)).toContain(first.email)
    expect(await textOf(first.jar, '/account/activity')).toContain(
      'Joined an organization through single sign-on',
    )
    const roles = await sql(
      `select role from public.organization_members where user_id = any (array[$1, $2]::uuid[])`,
      [first.id, other.id],
    )
    expect(roles).toEqual([{ role: 'member' }, { role: 'member' }])
  })

  it('becomes a member at the next sign-in after the link was made', async () => {
    const { email, jar } = await signIn(someone())
    await link(one, LOCAL_SSO_PROVIDER_ID)
    expect(await statuses(jar)).toEqual([404, 404])
    await signIn(email)
    expect(await statuses(jar)).toEqual([200, 404])
  })

  it('does not come back after a removal, or after leaving', async () => {
    await link(one, LOCAL_SSO_PROVIDER_ID)
    const removed = await signIn(someone())
    const left = await signIn(someone())
    await pressButton(owner, `/o/${one}/members/${removed.id}`, 'Remove member')
    await pressButton(left.jar, `/o/${one}/settings`, 'Leave organization')
    for (const { email } of [removed, left])
      expect(await statuses((await signIn(email)).jar)).toEqual([404, 404])
    await pressButton(admin, pageOf(one), 'Remove link ')
    await link(one, LOCAL_SSO_PROVIDER_ID)
    expect(await statuses((await signIn(removed.email)).jar)).toEqual([404, 404])
  })

  it('stays a member after the link was removed, and no one else becomes one', async () => {
    await link(one, LOCAL_SSO_PROVIDER_ID)
    const { jar } = await signIn(someone())
    const response = await pressButton(admin, pageOf(one), 'Remove link ')
    expect(leadsTo(response)).toBe(`${pageOf(one)}?notice=unlinked`)
    expect(await textOf(admin, pageOf(one))).not.toContain('Remove link')
    expect(await statuses(jar)).toEqual([200, 404])
    expect(await statuses((await signIn(someone())).jar)).toEqual([404, 404])
  })

  it('gets no account with an address of the other provider', async () => {
    await link(one, LOCAL_SSO_PROVIDER_ID)
    await link(two, second.id)
    const jar = new BrowserJar(stack.app.url)
    await sendSso(jar, someone())
    const asserted = someone(SECOND_DOMAIN)
    const { path } = await jar.open(await answerAs(jar, asserted))
    expect(path).toContain('reason=provider-error')
    expect(await sql('select from auth.users where email = $1', [asserted])).toEqual([])
  })
})
