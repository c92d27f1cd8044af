import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTransport } from 'nodemailer'
import { startMailbox } from 'supabase-embedded'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Mailbox, openMailbox } from '../../support/mailbox.ts'

const VALUES: Record<string, string> = {
  RedirectTo: 'http://localhost:3000/auth/confirm/id.L3ByaXZhdGU',
  TokenHash: 'abcdef123456',
  Token: '012345',
  Email: 'a@example.com',
}
const html = readFileSync('supabase/templates/confirmation.html', 'utf8').replaceAll(
  /\{\{ \.(\w+) \}\}/g,
  (_, name: string) => VALUES[name] ?? '',
)
type Send = (to: string, subject: string) => Promise<void>
interface Server {
  url: string
  send: Send
  close(): Promise<void>
}

/** The mailbox server of the embedded backend. */
async function maildevServer(): Promise<Server> {
  const { url, smtpPort, close } = await startMailbox({ web: 0, smtp: 0 })
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort })
  return {
    url,
    close,
    async send(to, subject) {
      await transport.sendMail({ from: 'from@example.com', to, subject, html })
    },
  }
}

/** Mailpit's responses to the three requests: newest first, an address matched exactly. */
async function mailpitServer(): Promise<Server> {
  const emails: { ID: string; to: string; Subject: string }[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mailpit.invalid')
    const messages = emails.filter(({ to }) => searchParams.get('query') === `to:"${to}"`).reverse()
    const email = emails.find(({ ID }) => pathname === `/api/v1/message/${ID}`)
    const responses: Record<string, unknown> = { '/api/v1/info': {}, '/api/v1/search': { messages } }
    const answer = email ? { ...email, HTML: html, Text: 'text' } : responses[pathname]
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send: async (to, Subject) => void emails.push({ ID: `id${emails.length}`, to, Subject }),
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe.for([
  ['maildev', maildevServer],
  ['Mailpit', mailpitServer],
] as const)('the mailbox of %s', ([, start]) => {
  let server: Server
  let box: Mailbox
  let to: string
  let userCount = 0

  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.close())
  beforeEach(() => {
    box = openMailbox(server.url)
    to = `person${userCount++}@example.com`
  })

  test('returns an email with its links and its code', async () => {
    await server.send(to, 'Confirm your email address')

    expect(await box.latest({ to })).toMatchObject({
      subject: 'Confirm your email address',
      html: expect.stringContaining('to finish creating your account.'),
      links: ['http://localhost:3000/auth/confirm/id.L3ByaXZhdGU?token_hash=abcdef123456&type=signup'],
      code: '012345',
    })
  })

  test('waits for an email', async () => {
    const coming = box.latest({ to })
    await server.send(to, 'Late')
    expect((await coming).subject).toBe('Late')
  })

  test('returns the newest match, and with `after` only a later one', async () => {
    await server.send(to, 'One')
    const one = await box.latest({ to })
    const coming = box.latest({ to, after: one })
    await server.send(to, 'Two')
    expect((await coming).subject).toBe('Two')
    expect((await box.latest({ to, subject: /^o/i })).subject).toBe('One')
    await expect(box.latest({ to, subject: 'One', after: one, withinMs: 0 })).rejects.toThrow(
      'There are: One, Two',
    )
  })

  test('counts the emails to one address', async () => {
    await server.send(to, 'One')
    await server.send(`other-${to}`, 'One')
    await Promise.all([box.latest({ to }), box.latest({ to: `other-${to}` })])
    expect(await box.count({ to })).toBe(1)
    expect(await box.count({ to, subject: 'Two' })).toBe(0)
  })
})
