import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTransport } from 'nodemailer'
import { startMailbox } from 'supabase-embedded'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '@/app/dev/backend'
import { EXAMPLE_PASSWORD, EXAMPLE_USERS } from '@/app/dev/example-users'
import { newestEmail } from '@/app/dev/newest-email'

const SITE = 'http://localhost:3000'
const LINK = `${SITE}/auth/confirm?token_hash=abc&type=recovery`
const HTML = `<a href="https://elsewhere.example/">x</a><a href="${LINK.replace('&', '&amp;')}">y</a><p> 123456 </p>`
const NEWEST = { subject: 'Second', to: 'b@example.com', code: '123456', link: LINK }

describe('the backend', () => {
  it.each(['http://127.0.0.1:54321', 'http://localhost:54321', 'http://[::1]:54321'])(
    'is local at %s',
    (url) => {
      const { label, local, mailboxUrl } = describeBackend(url, { DEV_BACKEND: 'Embedded backend' })
      expect({ label, local, mailboxUrl }).toEqual({
        label: `Embedded backend (${new URL(url).host})`,
        local: true,
        mailboxUrl: 'http://127.0.0.1:54324',
      })
    },
  )

  it('is hosted elsewhere, without a mailbox and example users', () => {
    const env = { DEV_BACKEND: 'Embedded backend', DEV_MAILBOX_URL: 'http://127.0.0.1:1' }
    expect(describeBackend('https://abc.supabase.co', env)).toEqual({
      label: 'Hosted (abc.supabase.co)',
      local: false,
      mailboxUrl: undefined,
    })
  })
})

it('the example users are those of the seed', () => {
  const seed = readFileSync('supabase/seed.sql', 'utf8')
  const emails = [...seed.matchAll(/'(example-[\w-]+@example\.com)'/g)].map(([, email]) => email)
  expect(EXAMPLE_USERS.map(({ email }) => email)).toEqual(emails)
  expect(seed).toContain(`-- Password of each: ${EXAMPLE_PASSWORD}\n`)
})

describe('the newest email', () => {
  let mailbox: Awaited<ReturnType<typeof startMailbox>>

  beforeAll(async () => {
    mailbox = await startMailbox({ web: 0, smtp: 0 })
  })
  afterAll(() => mailbox.close())

  it('comes from the mailbox of the embedded backend', async () => {
    expect(await newestEmail(mailbox.url, [SITE])).toBeNull()
    const smtp = createTransport({ host: '127.0.0.1', port: mailbox.smtpPort, ignoreTLS: true })
    for (const [to, subject] of [
      ['a@example.com', 'First'],
      ['b@example.com', 'Second'],
    ] as const)
      await smtp.sendMail({ from: 'from@example.com', to, subject, html: HTML })
    await expect.poll(() => newestEmail(mailbox.url, [SITE])).toEqual(NEWEST)
  })

  it('comes from the mailbox of the Supabase CLI', async () => {
    const responses: Record<string, unknown> = {
      '/api/v1/messages?limit=1': { messages: [{ ID: 'id2' }] },
      '/api/v1/message/id2': { Subject: 'Second', HTML, To: [{ Address: 'b@example.com' }] },
    }
    const server = createServer(({ url = '' }, response) => response.end(JSON.stringify(responses[url])))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await newestEmail(url, [SITE])).toEqual(NEWEST)
    server.closeAllConnections()
    server.close()
  })

  it('is an error if no mailbox responds', async () => {
    await expect(newestEmail('http://127.0.0.1:9', [SITE])).rejects.toThrow()
  })
})
