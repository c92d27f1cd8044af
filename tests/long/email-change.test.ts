import { beforeAll, describe, expect, it } from 'vitest'
import { messagesOf, pressButton, sendForm } from '../support/html-form'
import { MENTOR, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { insertUsers } from '../support/users'

/** Long enough for two requests to a busy machine. */
const COOLDOWN_S = 5

const stack = suiteStack({ EMAIL_COOLDOWN_SECONDS: String(COOLDOWN_S) })

const UNCONFIRMED = 'unconfirmed@example.com'

/** The visible parts of a page, without those that differ each time. */
function seen(page: string, own: string, newEmail: string): string {
  return page
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<time [\s\S]*?<\/time>/g, '')
    .replace(/bg-avatar-\d/g, 'bg-avatar')
    .replace(/ (?:nonce|value)="[^"]*"/g, '')
    .replaceAll(newEmail, 'ASKED')
    .replaceAll(own, 'OWN')
}

/** Requests a change of address and checks everything that could reveal its result. */
async function change(newEmail: string) {
  const email = `changes-${crypto.randomUUID()}-x@example.com`
  await insertUsers(stack.backend.sql, [email])
  const jar = await signedIn(stack, { ...MENTOR, email })
  const messages = async (sent: Promise<Response>) =>
    messagesOf(await (await sent).text()).replace(/in \d seconds?/, 'in a while')
  const pageOf = async (path: string) => seen(await (await jar.fetch(path)).text(), email, newEmail)
  const requestChange = () => sendForm(jar, '/account/email', [['email', newEmail]])
  const resend = () => pressButton(jar, '/account/email', 'Resend both emails')

  const found: Record<string, string> = {}
  found.response = seen(await (await requestChange()).text(), email, newEmail)
  found.again = await messages(requestChange())
  found.resendAtOnce = await messages(resend())
  found.resend = seen(await afterCooldown(() => messages(resend())), email, newEmail)
  found.wrongCode = await messages(sendForm(jar, '/account/email', [['code', '000000']]))
  for (const path of ['/account/email', '/account', '/private', '/account/sign-in-methods'])
    found[path] = await pageOf(path)
  const { id: _, ...me } = await (await jar.fetch('/api/me')).json()
  found.api = seen(JSON.stringify(me), email, newEmail)
  found.other = seen(
    await (await (await signedIn(stack, { ...MENTOR, email })).fetch('/account/email')).text(),
    email,
    newEmail,
  )
  const { account } = await (await jar.fetch('/account/data/export')).json()
  found.export = Object.keys(account).join()
  const canceled = await pressButton(jar, '/account/email', 'Cancel the change')
  found.canceled = canceled.headers.get('location') ?? ''
  found.afterwards = await pageOf('/account/email')
  return found
}

/** Retries until the cooldown between two emails is over. */
async function afterCooldown(requestChange: () => Promise<string>): Promise<string> {
  for (;;) {
    const messages = await requestChange()
    if (!messages.includes('You can request another in')) return messages
  }
}

describe('a change of address shows the same, even if another account has that address', () => {
  let free: Awaited<ReturnType<typeof change>>
  beforeAll(async () => {
    await insertUsers(stack.backend.sql, [UNCONFIRMED], { confirmed: false })
    free = await change('unused@example.com')
  })

  it('and shows the pending address', () => {
    expect(free.response).toContain('If ASKED can be used, emails are on their way')
    expect(free['/account/email']).toContain('Waiting for confirmation')
    expect(free.again).toContain('We just sent an email. You can request another in a while.')
    expect(free.resendAtOnce).toBe(free.again)
    expect(free.resend).toContain('new emails are on their way')
    expect(free.canceled).toBe('/account/email?notice=canceled')
    expect(free.afterwards).not.toContain('Waiting for confirmation')
    expect(free.other).not.toContain('ASKED')
  })

  it.each([
    ['an address with an account', MENTOR.email],
    ['an unconfirmed address with an account', UNCONFIRMED],
  ])('%s', async (_who, newEmail) => {
    expect(await change(newEmail)).toEqual(free)
  })

  it('and an earlier request can no longer be completed', async () => {
    const email = `twice-${crypto.randomUUID()}@example.com`
    await insertUsers(stack.backend.sql, [email])
    const jar = await signedIn(stack, { ...MENTOR, email })
    const first = `first-${email}`
    await sendForm(jar, '/account/email', [['email', first]])
    const { code } = await stack.mailbox.latest({ to: first })
    const again = async () =>
      messagesOf(await (await sendForm(jar, '/account/email', [['email', MENTOR.email]])).text())
    expect(await afterCooldown(again)).toContain(`If ${MENTOR.email} can be used`)
    const entered = await sendForm(jar, '/account/email', [['code', code ?? '']])
    expect(messagesOf(await entered.text())).toContain('This code is incorrect or has expired')
  })
})
