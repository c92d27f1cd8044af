import { secretKey } from 'supabase-embedded'
import { beforeAll, beforeEach, expect } from 'vitest'
import type { BrowserJar } from './browser-jar'
import { pressButton, sendForm } from './html-form'
import type { Email } from './mailbox'
import { formResult, newPerson, type Person } from './suite-organization'
import { suiteStack } from './suite-stack'

/** Starts a stack for the tests of a file, and makes an organization before each of them, with one owner. Only the tests can use it. */
export function suiteInvitations() {
  const stack = suiteStack(
    { EMAIL_FROM: 'Acme <no-reply@example.com>', SUPABASE_SECRET_KEY: secretKey },
    { anonymousSignIns: true },
  )
  const owner = {} as Person
  const organization = { slug: '' }
  const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)
  /** The page of invitations. */
  const page = () => `/o/${organization.slug}/invitations`

  beforeAll(async () => void Object.assign(owner, await newPerson(stack)))

  beforeEach(async () => {
    await stack.proxy.fault(null)
    await sql('delete from private.quota_usage')
    await sql("update private.signup_policy set mode = 'open'")
    organization.slug = `org-${crypto.randomUUID().slice(0, 8)}`
    await sql(
      `with organization as (insert into public.organizations (slug, name) values ($1, 'Analysts') returning id)
       insert into public.organization_members (organization_id, user_id, role)
       select organization.id, $2, 'owner' from organization`,
      [organization.slug, owner.id],
    )
  })

  /** Sends an invitation by its form, and returns what the form leads to or shows. */
  async function invite(email: string, sender = owner): Promise<string> {
    const fields = [
      ['email', email],
      ['role', 'member'],
    ] as const
    return await formResult(sendForm(sender.jar, page(), fields))
  }

  /** The path and query of the link in an email. */
  const linkIn = ({ links }: Email) => (links[0] ?? '').replace(stack.app.url, '')

  /** Invites an address, and returns the link in the email, the first one `after` another email. */
  async function invited(email: string, after?: Email): Promise<string> {
    expect(await invite(email)).toBe(`${page()}?notice=sent`)
    return linkIn(await stack.mailbox.latest({ to: email, ...(after && { after }) }))
  }

  /** The members besides the owner, such as "a@example.com member". */
  async function members(): Promise<string[]> {
    const rows = await sql<{ entry: string }>(
      `select users.email || ' ' || organization_members.role as entry from public.organization_members
       join auth.users on users.id = user_id join public.organizations on organizations.id = organization_id
       where slug = $1 and user_id <> $2`,
      [organization.slug, owner.id],
    )
    return rows.map(({ entry }) => entry)
  }

  return {
    stack,
    sql,
    owner,
    organization,
    page,
    person: () => newPerson(stack),
    invite,
    invited,
    linkIn,
    members,
  }
}

export const newAddress = () => `invited-${crypto.randomUUID()}@example.com`

/** Opens the link of an email. @returns where it leads. */
export async function openLink(jar: BrowserJar, link: string): Promise<{ path: string; text: string }> {
  const { response, path } = await jar.open(link)
  return { path, text: await response.text() }
}

/** Presses the button on the page of an invitation. */
export const accept = async (jar: BrowserJar, path: string) =>
  await formResult(pressButton(jar, path, 'Accept invitation'))
