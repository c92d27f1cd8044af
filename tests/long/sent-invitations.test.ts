import { describe, expect, it } from 'vitest'
import { html } from '../support/faults'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { expectNotFoundPage } from '../support/not-found-page'
import { newAddress, openLink, suiteInvitations } from '../support/suite-invitations'
import { formResult } from '../support/suite-organization'

const { stack, sql, owner, organization, page, person, invite, invited, linkIn, members } = suiteInvitations()

describe('an invitation', () => {
  it('ends when it is revoked, sent again, or expired', async () => {
    const user = await person()
    const first = await invited(user.email)
    const { path } = await openLink(user.jar, first)
    const email = await stack.mailbox.latest({ to: user.email })
    expect(await formResult(pressButton(owner.jar, page(), 'Resend '))).toBe(`${page()}?notice=sent`)
    expect(await formResult(user.jar.fetch(path))).toBe('/error?reason=invitation-not-found')

    const renewed = linkIn(await stack.mailbox.latest({ to: user.email, after: email }))
    const renewedPath = (await openLink(user.jar, renewed)).path
    const form = await fillForm(user.jar, renewedPath, [], '>Accept invitation<')
    await sql('update private.organization_invitations set expires_at = now() where email = $1', [user.email])
    expect(await formResult(user.jar.fetch(renewedPath))).toBe('/error?reason=invitation-expired')
    expect(await formResult(postForm(user.jar, renewedPath, form))).toBe('/error?reason=invitation-expired')
    expect(await (await owner.jar.fetch(page())).text()).toContain('expired')

    await sql(
      "update private.organization_invitations set expires_at = now() + interval '1 day' where email = $1",
      [user.email],
    )
    expect(await formResult(pressButton(owner.jar, page(), 'Revoke '))).toBe(`${page()}?notice=revoked`)
    expect(await formResult(postForm(user.jar, renewedPath, form))).toBe('/error?reason=invitation-not-found')
    expect(await members()).toEqual([])
  })

  it('is sent by those who manage members, up to their own role', async () => {
    const [admin, member] = [await person(), await person()]
    await sql(
      `insert into public.organization_members (organization_id, user_id, role)
       select organizations.id, users.id, case users.email when $2 then 'admin' else 'member' end::public.organization_role
       from public.organizations, auth.users where slug = $1 and users.email in ($2, $3)`,
      [organization.slug, admin.email, member.email],
    )
    await expectNotFoundPage(await member.jar.fetch(page()))
    expect(await (await member.jar.fetch(`/o/${organization.slug}`)).text()).not.toContain(page())
    const form = await fillForm(owner.jar, page(), [
      ['email', newAddress()],
      ['role', 'member'],
    ])
    await postForm(member.jar, `/o/${organization.slug}`, form)
    expect(
      await sql('select from public.audit_log where reason = $1', [`${organization.slug}: member`]),
    ).toEqual([])
    expect(await (await admin.jar.fetch(page())).text()).not.toContain('value="owner"')
    const asOwner = await fillForm(admin.jar, page(), [
      ['email', newAddress()],
      ['role', 'owner'],
    ])
    expect(await formResult(postForm(admin.jar, page(), asOwner))).toContain(
      'You can’t grant or change a role above your own.',
    )
    expect(await invite(member.email, admin)).toContain('This address belongs to a member.')
    const email = newAddress()
    await invited(email)
    expect(await invite(email, admin)).toContain('This address has already been invited.')
  })

  it('keeps what was typed if something is wrong or does not respond', async () => {
    const response = await sendForm(owner.jar, page(), [
      ['email', 'no address'],
      ['role', 'admin'],
    ])
    const text = await response.text()
    expect(messagesOf(text)).toContain('Enter a valid email address')
    expect(text).toContain('value="no address"')

    const user = await person()
    const { path } = await openLink(user.jar, await invited(user.email))
    const form = await fillForm(user.jar, path, [], '>Accept invitation<')
    await stack.proxy.fault(html(502, (called) => called.includes('accept_invitation')))
    expect(await formResult(postForm(user.jar, path, form))).toBe(
      'Something went wrong. Try again in a moment.',
    )
    await stack.proxy.fault(null)
    expect(await formResult(postForm(user.jar, path, form))).toBe(`/o/${organization.slug}`)
  })

  it('is emailed to one address only now and then', async () => {
    const email = newAddress()
    await invited(email)
    const outcomes: string[] = []
    for (let n = 0; n < 6; n += 1) {
      await sql('delete from private.organization_invitations where email = $1', [email])
      outcomes.push(await invite(email))
    }
    expect(outcomes.at(-1)).toContain('We just emailed this address.')
  })

  it('is part of the export of the invited person', async () => {
    const user = await person()
    await invited(user.email)
    const exported = await (await user.jar.fetch('/account/data/export')).json()
    expect(exported.invitations).toMatchObject([{ organization_name: 'Analysts', role: 'member' }])
  })
})
