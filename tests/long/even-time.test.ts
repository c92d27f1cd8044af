import { afterAll, beforeAll, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { insertPeople } from '../support/people'
import { type Stack, startStack } from '../support/stack'

const pages = new Map<string, string>()

/** Times its last POST, in milliseconds, and opens each page only once for all: a form is the same for everybody. */
class TimedJar extends BrowserJar {
  postMs = 0

  override async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    if (init.method !== 'POST') {
      const page = pages.get(path) ?? (await (await super.fetch(path, init)).text())
      pages.set(path, page)
      return new Response(page)
    }
    const start = performance.now()
    const response = await super.fetch(path, init)
    this.postMs = performance.now() - start
    return response
  }
}

const TRIES = 100
/** How far the chance that a known address takes longer than an unknown one may be from even. */
const UNEVEN = 0.2

type Action = {
  page: string
  known: 'confirmed' | 'unconfirmed'
  /** How many at a time: hashing a password keeps a core busy. */
  atOnce: number
  fields?: [string, string][]
}

const ACTIONS: Record<string, Action> = {
  'sign-up': {
    page: '/signup',
    known: 'confirmed',
    atOnce: 6,
    fields: [
      ['name', 'Somebody'],
      ['password', 'a long and quiet password'],
      ['passwordRepeat', 'a long and quiet password'],
      ['terms', 'on'],
    ],
  },
  reset: { page: '/forgot-password', known: 'confirmed', atOnce: 8 },
  'magic link': { page: '/magic-link', known: 'confirmed', atOnce: 8 },
  resend: { page: '/error?reason=link-expired', known: 'unconfirmed', atOnce: 8 },
}

/** Answers are told apart by what is known of them, not by the form: a login that was refused. */
const LOGIN: Action = {
  page: '/login',
  known: 'confirmed',
  atOnce: 4,
  fields: [['password', 'not the password']],
}

const smtp = { delayMs: 0 }

let stack: Stack
/** Who is unknown may be known afterwards, so each try has people of its own. */
let attempt = 0
beforeAll(async () => {
  stack = await startStack({}, { smtp })
  for (const [n, { known }] of [...Object.values(ACTIONS), LOGIN].entries()) {
    const emails = Array.from({ length: TRIES }, (_, i) => `known-${n}-${i + 1}@example.com`)
    await insertPeople(stack.backend.sql, emails, { confirmed: known === 'confirmed', password: true })
  }
})
afterAll(() => stack.close())

/** Sends one form. @returns how long the answer took, and all of it that a visitor could compare. */
async function answerTo({ page, fields = [] }: Action, email: string) {
  const jar = new TimedJar(stack.app.url)
  const response = await sendForm(jar, page, [['email', email], ...fields])
  const text = (await response.text()).replaceAll(email, '…').replace(/<script[\s\S]*?<\/script>/g, '')
  const headers = [...response.headers.keys()].sort().join()
  const seen = { status: response.status, location: response.headers.get('location'), headers }
  return { ms: jar.postMs, seen, news: /role="(?:alert|status)"[^>]*>([^<]*)</.exec(text)?.[1] }
}

/** How likely one of these takes longer than one of those: one half when they cannot be told apart (Mann and Whitney). */
function chanceOfLonger(these: number[], those: number[]): number {
  const wins = these.flatMap((one) => those.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length
}

async function measure(n: number, action: Action) {
  // In turn one and the other first: otherwise one worker would get the known ones and the other the rest.
  const tries = Array.from({ length: TRIES }, (_, i) => {
    const pair = [`known-${n}-${i + 1}`, `unknown-${n}-${i + 1}-${attempt}`]
    return i % 2 ? pair : pair.reverse()
  }).flat()
  const times: Record<string, number[]> = { known: [], unknown: [] }
  const seen = new Set<string>()
  const work = async () => {
    for (let name = tries.shift(); name !== undefined; name = tries.shift()) {
      const { ms, ...rest } = await answerTo(action, `${name}@example.com`)
      times[name.replace(/-.*/, '')]?.push(ms)
      seen.add(JSON.stringify(rest))
    }
  }
  await Promise.all(Array.from({ length: action.atOnce }, work))
  return { seen: [...seen], chance: chanceOfLonger(times.known ?? [], times.unknown ?? []) }
}

async function compare([n, [name, action]]: [number, [string, Action]]) {
  const { seen, chance } = await measure(n, action)
  expect(seen, name).toEqual(seen.slice(0, 1))
  expect(Math.abs(chance - 0.5), `${name}: ${chance}`).toBeLessThanOrEqual(UNEVEN)
}

// A machine that stalls can pull two distributions apart once; a leak does so every time.
const PATIENT = { timeout: 300_000, retry: 2 }

it.each([0, 2500])(
  'a hundred known and a hundred unknown addresses get the same answers in the same time (SMTP: %i ms)',
  PATIENT,
  async (delayMs) => {
    attempt += 1
    smtp.delayMs = delayMs
    // Each person may be mailed again.
    await stack.backend.sql('update auth.users set confirmation_sent_at = null, recovery_sent_at = null')
    const [signUp, ...mails] = Object.entries(ACTIONS).entries()
    if (signUp) await compare(signUp)
    await Promise.all(mails.map(compare))
    smtp.delayMs = 0
    expect((await stack.mail.latest({ to: 'known-1-50@example.com' })).subject).toBeTruthy()
    expect(await stack.mail.count({ to: `unknown-1-50-${attempt}@example.com` })).toBe(0)
  },
)

it('a wrong password is refused in the same time for known and unknown addresses', PATIENT, async () => {
  attempt += 1
  await compare([Object.keys(ACTIONS).length, ['login', LOGIN]])
})
