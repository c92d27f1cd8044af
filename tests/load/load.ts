import autocannon, { type Options, type Result } from 'autocannon'
import { MEMBER, signedIn, startStack } from '../support/stack.ts'
import { type Attempt, createUsers, loginAttempts } from './login-attempts.ts'
import { residentMegabytes } from './memory.ts'

const PUBLIC_PAGES = [
  '/',
  '/login',
  '/signup',
  '/magic-link',
  '/forgot-password',
  '/community',
  '/colors',
  '/terms',
]
const MAX_GROWTH = 0.25
const MAX_P99_MS = 2000

/** Simultaneous requests. A sign-in keeps the backend busy, which computes hashes in the process that measures. */
const AT_ONCE = { public: 8, private: 2, login: 4 }

type Figure = { what: string; measured: string; bound?: string; held?: boolean }

const stack = await startStack({ TRUSTED_PROXIES: '1' })
const figures: Figure[] = []
try {
  await pages()
  await logins()
} finally {
  await stack.close()
}
const broken = figures.filter(({ held }) => held === false)
for (const { what } of broken) console.error(`Out of bounds: ${what}`)
process.exit(broken.length > 0 ? 1 : 0)

/** 25,000 page loads, one in ten of a signed-in user. */
async function pages(): Promise<void> {
  const first = await load(5_000)
  const early = residentMegabytes(stack.app.pid)
  const then = await load(20_000)
  const late = residentMegabytes(stack.app.pid)

  const bad = [first, then].flatMap(({ signedOut, member }) => [signedOut, member]).map(failures)
  const p99 = then.signedOut.latency.p99
  note(
    count(
      'page loads answered 5xx, or not at all',
      bad.reduce((sum, n) => sum + n, 0),
    ),
    { what: 'public pages, median', measured: `${then.signedOut.latency.p50} ms` },
    {
      what: 'public pages, p99',
      measured: `${p99} ms`,
      bound: `< ${MAX_P99_MS} ms`,
      held: p99 < MAX_P99_MS,
    },
    { what: 'private page, p99', measured: `${then.member.latency.p99} ms` },
    { what: 'pages a second', measured: perSecond(then.signedOut, then.member) },
    { what: 'memory after 5,000', measured: `${early.toFixed(0)} MB` },
    growth('memory after 25,000', early, late),
  )
}

async function load(amount: number): Promise<{ signedOut: Result; member: Result }> {
  const cookies = (await signedIn(stack, MEMBER)).cookies
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const requests = PUBLIC_PAGES.map((path) => ({ method: 'GET' as const, path }))
  const [signedOut, member] = await Promise.all([
    run({ amount: amount * 0.9, connections: AT_ONCE.public, requests }),
    run({
      amount: amount * 0.1,
      connections: AT_ONCE.private,
      requests: [{ method: 'GET', path: '/private', headers: { cookie } }],
    }),
  ])
  return { signedOut, member }
}

async function logins(): Promise<void> {
  await createUsers(stack)
  const attempts = await loginAttempts(stack)
  const before = residentMegabytes(stack.app.pid)
  const statuses = { right: new Map<number, number>(), wrong: new Map<number, number>() }
  const result = await run({
    amount: attempts.length,
    connections: AT_ONCE.login,
    requests: [
      {
        method: 'POST',
        path: '/login',
        setupRequest: (request, context) => {
          const next: Attempt | undefined = attempts.shift()
          Object.assign(context, { right: next?.right })
          return { ...request, ...next }
        },
        onResponse: (status, _body, context) => {
          const counts = 'right' in context && context.right ? statuses.right : statuses.wrong
          counts.set(status, (counts.get(status) ?? 0) + 1)
        },
      },
    ],
  })
  const letIn = statuses.right.get(303) ?? 0
  const wronglyLetIn = statuses.wrong.get(303) ?? 0
  note(
    count('logins answered 5xx, or not at all', failures(result)),
    { what: 'right passwords let in', measured: `${letIn} of 100`, bound: '100', held: letIn === 100 },
    count('wrong passwords let in', wronglyLetIn),
    { what: 'wrong passwords looked at', measured: String(statuses.wrong.get(200) ?? 0) },
    { what: 'rate-limited after too many attempts', measured: String(statuses.wrong.get(429) ?? 0) },
    { what: 'logins, p99', measured: `${result.latency.p99} ms` },
    { what: 'logins a second', measured: perSecond(result) },
    growth('memory after 10,000 logins', before, residentMegabytes(stack.app.pid)),
  )
}

/** Collects measurements and prints them as they arrive: the whole takes minutes. */
function note(...found: Figure[]): void {
  figures.push(...found)
  for (const { what, measured, bound = '' } of found)
    console.info(`${what.padEnd(45)}${measured.padEnd(25)}${bound}`)
}

async function run(options: Omit<Options, 'url'>): Promise<Result> {
  return await autocannon({ url: stack.app.url, timeout: 30, ...options })
}

function failures(result: Result): number {
  return result['5xx'] + result.errors
}

function growth(what: string, before: number, after: number): Figure {
  const more = after / before - 1
  return {
    what,
    measured: `${after.toFixed(0)} MB, ${(more * 100).toFixed(1)} % more`,
    bound: `< ${MAX_GROWTH * 100} %`,
    held: more < MAX_GROWTH,
  }
}

function count(what: string, measured: number): Figure {
  return { what, measured: String(measured), bound: '0', held: measured === 0 }
}

function perSecond(...results: Result[]): string {
  const all = results.reduce((sum, { requests }) => sum + requests.total, 0)
  return (all / Math.max(...results.map(({ duration }) => duration))).toFixed(0)
}
