import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { FREE_PORTS } from '../support/free-ports'
import { sendForm } from '../support/html-form'
import { type Mailbox, openMailbox } from '../support/mailbox'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { ADMIN, MEMBER, MENTOR } from '../support/stack'
import { startOnPort } from '../support/start-on-port'

const root = resolve(import.meta.dirname, '../..')
const trusted = getCACertificates()

let command: ServerProcess
let dataDir: string
let jar: BrowserJar
let mailbox: Mailbox

/** `npm run dev:https`, alongside any other servers on this machine. */
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'dev-server-'))
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [, ...parameters] = String(scripts['dev:https']).split(' ')
  const { port, server } = await startOnPort(async (port) => {
    const env = {
      ...process.env,
      NODE_ENV: 'development' as const,
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_SITE_URL: '',
      PORT: String(port),
      ...FREE_PORTS,
      SUPABASE_LOCAL_DATA: dataDir,
    }
    const options = { port, ready: /Ready in/, cwd: root, env }
    return { port, server: await startServerProcess(process.execPath, parameters, options) }
  })
  command = server
  expect(command.output()).toContain(`https://localhost:${port}`)

  setDefaultCACertificates([...trusted, readFileSync(join(root, 'certificates/localhost.pem'), 'utf8')])
  jar = new BrowserJar(`https://localhost:${port}`)
  mailbox = openMailbox(/Mailbox +(\S+)/.exec(command.output())?.[1] ?? '')
})

afterAll(async () => {
  setDefaultCACertificates(trusted)
  await command.close('SIGINT')
  rmSync(dataDir, { recursive: true, force: true })
})

test('cookies are Secure, and sign-in works', async () => {
  const response = await sendForm(jar, '/login?redirectedFrom=%2Fterms', [
    ['email', MEMBER.email],
    ['password', MEMBER.password],
  ])
  expect(response.status).toBe(303)
  const cookies = response.headers.getSetCookie().filter((line) => line.includes('-auth-token'))
  expect(cookies).not.toEqual([])
  for (const line of cookies) {
    expect(line).toMatch(/^__Host-sb-127-auth-token/)
    expect(line).toMatch(/; Secure(;|$)/i)
    expect(line).toMatch(/; HttpOnly(;|$)/i)
    expect(line).not.toMatch(/; Domain/i)
  }
  // A page that waits for the user; public pages continue without after a while.
  expect(await (await jar.fetch('/account')).text()).toContain(MEMBER.email)
})

test('a session cookie set by another domain is ignored', async () => {
  const session = [...jar.cookies].filter(([name]) => name.startsWith('__Host-sb-'))
  expect(session).not.toEqual([])
  const planted = session.map(([name, value]) => [name.replace('__Host-', ''), value] as [string, string])
  const browser = new BrowserJar(jar.origin, planted)
  expect((await browser.fetch('/private')).headers.get('location')).toContain('/login')
})

test('no browser is told to require HTTPS on localhost', async () => {
  expect((await jar.fetch('/terms')).headers.has('strict-transport-security')).toBe(false)
})

test('emailed links lead back to HTTPS: the backend allows the URL', async () => {
  const browser = new BrowserJar(jar.origin)
  await sendForm(browser, '/forgot-password', [['email', MEMBER.email]])
  const { links } = await mailbox.latest({ to: MEMBER.email })
  expect(links.length).toBeGreaterThan(0)
  for (const link of links) expect(new URL(link).origin).toBe(jar.origin)
  const flow = [...browser.cookies.keys()].filter((name) => name.startsWith('__Host-'))
  expect(flow).not.toEqual([])
})

describe('the development bar', () => {
  const barOf = (page: string) => /<aside class="dev-bar"[\s\S]*<\/aside>/.exec(page)?.[0] ?? ''

  test('names the backend and the mailbox, and shows the code and the link of the newest email', async () => {
    const browser = new BrowserJar(jar.origin)
    await sendForm(browser, '/forgot-password', [['email', MENTOR.email]])
    const { code, links } = await mailbox.latest({ to: MENTOR.email })
    const bar = barOf(await (await browser.fetch('/terms')).text())
    expect(bar).toContain('Embedded backend')
    expect(bar.replaceAll('<!-- -->', '')).toContain(`Reset your password, to ${MENTOR.email}`)
    expect(bar).toContain(`<code>${code}</code>`)
    expect(bar).toContain(`href="${links[0]?.replaceAll('&', '&amp;')}"`)
  })

  test('signs in as an example user with one click, without JavaScript', async () => {
    const browser = new BrowserJar(jar.origin)
    for (const { email } of [ADMIN, MENTOR]) {
      const response = await sendForm(browser, '/terms', [['email', email]])
      expect(response.status).toBe(303)
      expect(await (await browser.fetch('/account')).text()).toContain(email)
    }
  })
})
