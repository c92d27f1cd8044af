import { afterAll, beforeAll, expect, it } from 'vitest'
import { RESPOND_AFTER_MS } from '@/utils/auth/uniform-timing'
import { ACCOUNT_FORMS, type Form, sendTimed } from '../support/account-forms'
import { BrowserJar } from '../support/browser-jar'
import { type Stack, startStack } from '../support/stack'
import { insertUsers } from '../support/users'

// A known address is made to cost the Auth server far more time than an unknown one. Other load only adds to a response, so the
// quickest of several are compared. `npm run bench` shows how close they are.

const ROUNDS = 8
/** A timer may fire this much early. */
const TIMER_MS = 2
const smtp = { delayMs: 0 }

let stack: Stack
beforeAll(async () => {
  stack = await startStack({}, { smtp })
})
afterAll(() => stack.close())

type Quickest = { known: number; unknown: number }

/** New users for each round of a form: an unknown address may be known afterwards, and each address is emailed once. */
async function addressesFor(title: string, { known }: Form) {
  const rounds = Array.from({ length: ROUNDS }, (_, n) => ({
    known: `known-${title}-${n}@example.com`,
    unknown: `unknown-${title}-${n}@example.com`,
  }))
  const emails = rounds.map((round) => round.known)
  await insertUsers(stack.backend.sql, emails, { confirmed: known === 'confirmed' })
  return rounds
}

type Answer = Awaited<ReturnType<typeof sendTimed>>

const responseTo = (form: Form, email: string) => sendTimed(new BrowserJar(stack.app.url), form, email)

/** Compares the responses for two addresses in each round. @returns the quickest time of each. */
async function quickest(
  rounds: { known: string; unknown: string }[],
  send: (known: string, unknown: string) => Promise<Answer[]>,
): Promise<Quickest> {
  const best = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY }
  for (const round of rounds) {
    const [known, unknown] = await send(round.known, round.unknown)
    if (!known || !unknown) throw new Error('There are two answers.')
    expect(known.seen).toEqual(unknown.seen)
    best.known = Math.min(best.known, known.ms)
    best.unknown = Math.min(best.unknown, unknown.ms)
  }
  return best
}

it.each([1300, 4000])(
  'forms that send an email respond to known and unknown addresses alike, after the same time (SMTP: %i ms)',
  async (delayMs) => {
    smtp.delayMs = delayMs
    const { login: _, ...sendForms } = ACCOUNT_FORMS
    const forms = await Promise.all(
      Object.entries(sendForms).map(async ([name, form]) => {
        const rounds = await addressesFor(`${name}-${delayMs}`, form)
        return { name, form, rounds }
      }),
    )
    const results = await Promise.all(
      forms.map(async ({ name, form, rounds }) => {
        const best = await quickest(rounds, (...emails) =>
          Promise.all(emails.map((email) => responseTo(form, email))),
        )
        return [name, best] as const
      }),
    )
    for (const [name, { known, unknown }] of results) {
      expect(Math.min(known, unknown), name).toBeGreaterThan(RESPOND_AFTER_MS - TIMER_MS)
      expect(Math.abs(known - unknown), `${name}: ${known} and ${unknown} ms`).toBeLessThan(1300 / 2)
    }

    // The difference exists: one is emailed, the other is not.
    const [{ known = '', unknown = '' } = {}] =
      forms.find(({ name }) => name === 'magic-link')?.rounds.slice(-1) ?? []
    expect((await stack.mailbox.latest({ to: known })).subject).toBeTruthy()
    expect(await stack.mailbox.count({ to: unknown })).toBe(0)
    smtp.delayMs = 0
  },
)

it('an incorrect password gets the same response after the same time for known and unknown addresses', async () => {
  const HASH_MS = 200
  const form = ACCOUNT_FORMS.login
  const rounds = await addressesFor('login', form)
  // The time for a hash is added by the test, so that it does not depend on the machine.
  await stack.backend.sql(
    `update auth.users set encrypted_password = extensions.crypt('x', extensions.gen_salt('bf', 4)) where email like 'known-login-%'`,
  )
  const after = async (ms: number, email: string) => {
    await stack.proxy.fault({ kind: 'slow', ms, only: (path) => path.startsWith('/auth/v1/token') })
    return await responseTo(form, email)
  }
  const { known, unknown } = await quickest(rounds, async (first, second) => [
    await after(HASH_MS, first),
    await after(0, second),
  ])
  await stack.proxy.fault(null)
  expect(Math.abs(known - unknown), `${known} and ${unknown} ms`).toBeLessThan(HASH_MS / 2)
})
