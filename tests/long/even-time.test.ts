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
const APART_MS = 25

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

let stack: Stack
/** Who is unknown may be known afterwards, so each try has people of its own. */
let attempt = 0
beforeAll(async () => {
  stack = await startStack()
  for (const [n, { known }] of Object.values(ACTIONS).entries()) {
    const emails = Array.from({ length: TRIES }, (_, i) => `known-${n}-${i + 1}@example.com`)
    await insertPeople(stack.backend.sql, emails, { confirmed: known === 'confirmed', password: false })
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

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

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
  return { seen: [...seen], known: median(times.known ?? []), unknown: median(times.unknown ?? []) }
}

it('a hundred known and a hundred unknown addresses get the same answers in the same time', {
  timeout: 180_000,
  // A machine that stalls can pull two medians apart once; a leak does so every time.
  retry: 2,
}, async () => {
  attempt += 1
  const compare = async ([n, [name, action]]: [number, [string, Action]]) => {
    const { seen, known, unknown } = await measure(n, action)
    expect(seen, name).toEqual(seen.slice(0, 1))
    expect(Math.abs(known - unknown), `${name}: ${known} and ${unknown} ms`).toBeLessThanOrEqual(APART_MS)
  }
  const [signUp, ...mails] = Object.entries(ACTIONS).entries()
  if (signUp) await compare(signUp)
  await Promise.all(mails.map(compare))
  expect(await stack.mail.count({ to: 'known-1-50@example.com' })).toBeGreaterThan(0)
  expect(await stack.mail.count({ to: `unknown-1-50-${attempt}@example.com` })).toBe(0)
})
