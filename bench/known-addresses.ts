import { ACCOUNT_FORMS, sendTimed } from '../tests/support/account-forms.ts'
import { BrowserJar } from '../tests/support/browser-jar.ts'
import { type Stack, startStack } from '../tests/support/stack.ts'
import { insertUsers } from '../tests/support/users.ts'
import { median } from './load.ts'
import type { Row } from './table.ts'

const PAIRS = 40
const AT_ONCE = 4

/** Whether response times reveal accounts, on the embedded backend. */
export async function knownAddressRows(): Promise<Row[]> {
  const stack = await startStack()
  try {
    const rows: Row[] = []
    for (const name of Object.keys(ACCOUNT_FORMS) as (keyof typeof ACCOUNT_FORMS)[])
      rows.push(await knownAndUnknown(stack, name))
    return rows
  } finally {
    await stack.close()
  }
}

async function knownAndUnknown(stack: Stack, name: keyof typeof ACCOUNT_FORMS): Promise<Row> {
  const form = ACCOUNT_FORMS[name]
  const known = Array.from({ length: PAIRS }, (_, n) => `known-${name}-${n}@example.com`)
  await insertUsers(stack.backend.sql, known, { confirmed: form.known === 'confirmed' })
  // Each goes first in turn.
  const emails = known.flatMap((email, n) => {
    const pair = [email, email.replace(/^known/, 'unknown')]
    return n % 2 ? pair : pair.reverse()
  })
  const times = { known: [] as number[], unknown: [] as number[] }
  const work = async () => {
    for (let email = emails.shift(); email !== undefined; email = emails.shift()) {
      const { ms } = await sendTimed(new BrowserJar(stack.app.url), form, email)
      times[email.startsWith('known') ? 'known' : 'unknown'].push(ms)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const chance = chanceOfLonger(times.known, times.unknown)
  return {
    what: `${name}: how likely a known address takes longer than an unknown one`,
    goal: '0.3 to 0.7',
    floor: `unknown: ${median(times.unknown).toFixed(0)} ms`,
    ours: `${chance.toFixed(2)} (${median(times.known).toFixed(0)} ms)`,
    met: Math.abs(chance - 0.5) <= 0.2,
  }
}

/** The probability that one of these takes longer than one of those: one half if they are indistinguishable (Mann and Whitney). */
function chanceOfLonger(these: number[], those: number[]): number {
  const wins = these.flatMap((one) => those.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length
}
