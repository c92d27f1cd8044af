import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW } from '../support/doctor-project.ts'

const { backend, problems } = doctorProject()

describe('an SMTP server for security emails', () => {
  /** The findings about a server that replies to each line like this. */
  async function findingsAbout(reply: (line: string) => string) {
    const lines: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220 ready\r\n')
      socket.on('data', (data) => {
        lines.push(String(data))
        socket.write(reply(String(data)))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = address && typeof address === 'object' ? address.port : 0
    try {
      const { found, messages } = await problems(
        { SMTP_URL: `smtp://user:p%40ss@127.0.0.1:${port}` },
        PREVIEW,
      )
      expect(messages).not.toMatch(/p(%40|@)ss/)
      return { found, messages, sent: lines.join('') }
    } finally {
      server.close()
    }
  }

  it('that is not configured is a warning that names the emails', async () => {
    const { found, messages } = await problems({ SMTP_URL: '', EMAIL_FROM: '' }, PREVIEW)
    expect(found).toEqual(['security-emails: warning'])
    expect(messages).toContain('not emailed about new devices')
  })

  it('that does not respond is found', async () => {
    const { found, messages } = await problems({ SMTP_URL: 'smtp://127.0.0.1:1' }, PREVIEW)
    expect(found).toEqual(['security-emails: failure'])
    expect(messages).toContain('SMTP server 127.0.0.1:1 of SMTP_URL does not respond')
  })

  it('without encryption is found before the password is sent', async () => {
    const {
      found: findings,
      messages,
      sent,
    } = await findingsAbout((line) =>
      line.startsWith('EHLO') ? '250-here\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n',
    )
    expect(findings).toEqual(['security-emails: failure'])
    expect(messages).toContain('offers no encryption')
    expect(sent).not.toMatch(/AUTH|MAIL FROM/)
  })

  it('that works is named, and gets no email', async () => {
    const { messages } = await problems({}, PREVIEW)
    expect(messages).toContain(`${new URL(backend().smtpUrl).host} accepts connections`)
    expect(await (await fetch(`${backend().mailboxUrl}/email`)).json()).toEqual([])
  })
})

it('the doctor says that it cannot check the authenticator apps of a live project', async () => {
  expect((await problems({}, PREVIEW)).messages).toContain(
    'does not report whether authenticator apps are allowed',
  )
  const local = await problems({ NODE_ENV: 'development', NEXT_PUBLIC_SITE_URL: 'http://localhost:3000' })
  expect(local.messages).toContain('Users can set up authenticator apps.')
})
