import { beforeEach, describe, expect, it } from 'vitest'
import { ageSessions } from '../support/age-sessions'
import { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { fillForm, postForm, pressButton, sendForm } from '../support/html-form'
import { MEMBER, readSession, signedIn } from '../support/stack'
import { formResult, type Person, pageText } from '../support/suite-organization'
import { suiteStack } from '../support/suite-stack'
import { insertUsers } from '../support/users'

const stack = suiteStack({}, { anonymousSignIns: true })
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

let domain: string
let slug: string
let owner: Person

/** A user at a domain, signed in. */
async function personAt(of: string): Promise<Person> {
  const user = { ...MEMBER, email: `user-${crypto.randomUUID()}@${of}` }
  await insertUsers(sql, [user.email])
  const [row] = await sql<{ id: string }>('select id from auth.users where email = $1', [user.email])
  return { ...user, id: row?.id ?? '', jar: await signedIn(stack, user) }
}

beforeEach(async () => {
  await stack.proxy.fault(null)
  const id = crypto.randomUUID().slice(0, 8)
  domain = `team-${id}.example`
  slug = `team-${id}`
  owner = await personAt(domain)
  await sql(
    `with organization as (insert into public.organizations (slug, name) values ($1, 'Team') returning id)
     insert into public.organization_members (organization_id, user_id, role) select id, $2, 'owner' from organization`,
    [slug, owner.id],
  )
})

const invitations = () => `/o/${slug}/invitations`

const addDomain = (who: Person, of: string) => formResult(sendForm(who.jar, invitations(), [['domain', of]]))

const addOwn = async () => expect(await addDomain(owner, domain)).toBe(`${invitations()}?notice=domain-added`)

const join = (who: Person) => formResult(pressButton(who.jar, '/organizations', 'Join '))

/** Calls the function in the database, past the application. */
async function joinByDataApi({ jar }: Person): Promise<number> {
  const response = await fetch(`${stack.backend.apiUrl}/rest/v1/rpc/join_organization`, {
    method: 'POST',
    headers: {
      apikey: stack.backend.publishableKey,
      authorization: `Bearer ${readSession(jar, stack.cookieName).access_token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ slug }),
  })
  await response.text()
  return response.status
}

const members = async () =>
  (
    await sql<{ entry: string }>(
      `select user_id || ' ' || role as entry from public.organization_members
       join public.organizations on id = organization_id where slug = $1 and user_id <> $2`,
      [slug, owner.id],
    )
  ).map(({ entry }) => entry)

describe('a domain', () => {
  it('lets people join as members, and shows no one to the organization before', async () => {
    const colleague = await personAt(domain)
    expect(await pageText(colleague, '/organizations')).not.toContain('You can join')
    await addOwn()
    const page = await pageText(colleague, '/organizations')
    expect(page).toContain('You can join Team')
    expect(page).toContain(`Your email address is at <!-- -->${domain}`)
    expect(await pageText(owner, `/o/${slug}/members`)).not.toContain(colleague.email)
    expect(await members()).toEqual([])

    expect(await join(colleague)).toBe(`/o/${slug}`)
    expect(await members()).toEqual([`${colleague.id} member`])
    expect(await pageText(colleague, `/o/${slug}`)).toContain('Team')
    expect(await pageText(colleague, '/organizations')).not.toContain('You can join')
    expect(await pageText(owner, `/o/${slug}/members`)).toContain(colleague.email)
  })

  it('is listed and removed by those who manage members, and those who joined stay', async () => {
    await addOwn()
    const [colleague, late] = [await personAt(domain), await personAt(domain)]
    const form = await fillForm(late.jar, '/organizations', [], '>Join <')
    expect(await join(colleague)).toBe(`/o/${slug}`)
    expect((await colleague.jar.fetch(invitations())).status).toBe(404)
    expect(await pageText(owner, invitations())).toContain(`Added by <!-- -->${owner.email}`)
    expect(await formResult(pressButton(owner.jar, invitations(), 'Remove '))).toBe(
      `${invitations()}?notice=domain-removed`,
    )
    expect(await formResult(postForm(late.jar, '/organizations', form))).toBe(
      '/organizations?notice=not-joined',
    )
    expect(await pageText(late, '/organizations?notice=not-joined')).toContain('Ask a member to invite you.')
    expect(await members()).toEqual([`${colleague.id} member`])
  })

  it('is added by those who have an address at it, which is not a public one, in a recent session', async () => {
    const cases = [
      ['elsewhere.example', 'You can only add the domain of your own confirmed email address.'],
      [`sub.${domain}`, 'You can only add the domain'],
      ['bücher.example', 'Enter the domain in ASCII'],
      [`${domain}.`, 'Enter the part of an email address after the @'],
      [owner.email, 'Enter the part of an email address after the @'],
      ['', 'Enter a domain.'],
    ] as const
    for (const [typed, message] of cases) {
      const text = await (await sendForm(owner.jar, invitations(), [['domain', typed]])).text()
      expect([typed, text.includes(message)]).toEqual([typed, true])
      expect(text).toContain(`value="${typed}"`)
    }
    await sql("update auth.users set email = split_part(email, '@', 1) || '@gmail.com' where id = $1", [
      owner.id,
    ])
    expect(await addDomain(owner, 'GMail.com')).toContain('Anyone can get an email address at this domain.')
    await sql('update auth.users set email = $2 where id = $1', [owner.id, owner.email])
    await ageSessions(sql, owner.email)
    expect(await addDomain(owner, domain)).toMatch(/^\/reauthenticate|^\/account\/|^\/login/)
    expect(await sql('select from private.organization_domains where domain = $1', [domain])).toEqual([])
  })

  it('says that nothing changed while the database does not respond', async () => {
    await addOwn()
    const colleague = await personAt(domain)
    const form = await fillForm(colleague.jar, '/organizations', [], '>Join <')
    await stack.proxy.fault(html(502, (called) => called.includes('join_organization')))
    expect(await formResult(postForm(colleague.jar, '/organizations', form))).toContain(
      'Something went wrong.',
    )
    await stack.proxy.fault(null)
    expect(await formResult(postForm(colleague.jar, '/organizations', form))).toBe(`/o/${slug}`)
  })

  it('is part of the export of the person who added it', async () => {
    await addOwn()
    const exported = await (await owner.jar.fetch('/account/data/export')).json()
    expect(exported.organizationDomains).toMatchObject([{ organization_slug: slug, domain }])
  })
})

describe('no one joins', () => {
  const DENIED = 403

  async function expectDenied(who: Person): Promise<void> {
    expect(await (await who.jar.copy().fetch('/organizations')).text()).not.toContain('You can join')
    expect(await joinByDataApi(who)).toBe(DENIED)
    expect((await who.jar.copy().fetch(`/o/${slug}`)).status).not.toBe(200)
    expect(await members()).not.toContainEqual(expect.stringContaining(who.id))
  }

  it.each([
    ['that only ends with the domain', () => `evil-${domain}`],
    ['that continues after it', () => `${domain}.evil.example`],
    ['at a subdomain', () => `sub.${domain}`],
  ])('with an address %s', async (_, of) => {
    await addOwn()
    await expectDenied(await personAt(of()))
  })

  it('with an address that is not confirmed, or that was changed', async () => {
    await addOwn()
    const [unconfirmed, changed] = [await personAt(domain), await personAt(domain)]
    await sql('update auth.users set email_confirmed_at = null where id = $1', [unconfirmed.id])
    await expectDenied(unconfirmed)
    await sql(
      "update auth.users set email = split_part(email, '@', 1) || '@elsewhere.example' where id = $1",
      [changed.id],
    )
    await expectDenied(changed)
  })

  it('as a guest, or as a banned user', async () => {
    await addOwn()
    const guest = new BrowserJar(stack.app.url)
    await pressButton(guest, '/signup', 'Try it without an account')
    await expectDenied({ ...MEMBER, id: 'guest', jar: guest })
    const banned = await personAt(domain)
    await sql("update auth.users set banned_until = now() + interval '1 day' where id = $1", [banned.id])
    await expectDenied(banned)
  })

  it('after a removal, until they accept a new invitation; those who left can', async () => {
    await addOwn()
    const [removed, left] = [await personAt(domain), await personAt(domain)]
    for (const who of [removed, left]) expect(await join(who)).toBe(`/o/${slug}`)
    const remove = pressButton(owner.jar, `/o/${slug}/members/${removed.id}`, 'Remove member')
    expect(await formResult(remove)).toBe(`/o/${slug}/members?notice=removed`)
    await expectDenied(removed)
    const leave = pressButton(left.jar, `/o/${slug}/settings`, 'Leave organization')
    expect(await formResult(leave)).toBe('/organizations?notice=left')
    expect(await join(left)).toBe(`/o/${slug}`)

    const token = 'i'.repeat(35) + slug.slice(-8)
    await sql(
      `insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash)
       select id, $2, 'member', $3, sha256(convert_to($4, 'UTF8')) from public.organizations where slug = $1`,
      [slug, removed.email, owner.id, token],
    )
    const accept = pressButton(removed.jar, `/invitations/${token}`, 'Accept invitation')
    expect(await formResult(accept)).toBe(`/o/${slug}`)
    expect((await members()).sort()).toEqual([`${left.id} member`, `${removed.id} member`].sort())
  })

  it('to make a temporary membership a lasting one', async () => {
    await addOwn()
    const temporary = await personAt(domain)
    expect(await join(temporary)).toBe(`/o/${slug}`)
    await sql(
      "update public.organization_members set expires_at = now() + interval '1 day' where user_id = $1",
      [temporary.id],
    )
    const leave = pressButton(temporary.jar, `/o/${slug}/settings`, 'Leave organization')
    expect(await formResult(leave)).toBe('/organizations?notice=left')
    await expectDenied(temporary)
  })
})
