import { afterAll, beforeAll, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { MEMBER, type Stack, startStack } from '../support/stack'
import { type FormResult, submit, UnauthorizedUsers } from '../support/unauthorized-users'
import { insertUsers } from '../support/users'

const UNUSUAL = 200
const AT_ONCE = 40
const CLOSED = 'Too many attempts. Try again in 1 minute, or get a sign-in link by email.'

let stack: Stack
let attackers: UnauthorizedUsers
let known: BrowserJar
const right = (email: string): [string, string][] => [
  ['email', email],
  ['password', MEMBER.password],
]

beforeAll(async () => {
  stack = await startStack({ TRUSTED_PROXIES: '0' })
  attackers = new UnauthorizedUsers(stack.app.url)
  await insertUsers((text, values) => stack.backend.sql(text, values), ['sprayed@example.com'])
  known = new BrowserJar(stack.app.url)
  expect((await submit(known, '/login', right(MEMBER.email))).status).toBe(303)
  await known.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
})
afterAll(() => stack.close())

/** One password for many accounts, all at once. */
const spray = (accounts: number, from: number): Promise<FormResult[]> =>
  Promise.all(Array.from({ length: accounts }, (_, n) => attackers.guess(`person-${from + n}@example.com`)))

const countProcessed = (responses: FormResult[]) => responses.filter(({ status }) => status === 200).length

it('one password for many accounts slows down all unrecognized browsers together, and no one else', async () => {
  let processed = 0
  for (let n = 0; n < UNUSUAL; n += AT_ONCE) processed += countProcessed(await spray(AT_ONCE, n))
  expect(processed).toBe(UNUSUAL)

  stack.proxy.reset()
  const since = Date.now()
  const [slowed, ...owners] = await Promise.all([
    spray(AT_ONCE, UNUSUAL),
    ...Array.from({ length: 5 }, () => submit(known.copy(), '/login', right(MEMBER.email))),
  ])
  const seconds = Math.ceil((Date.now() - since) / 1000) + 1
  expect(owners.map(({ status }) => status)).toEqual(Array(5).fill(303))
  const served = countProcessed(slowed)
  expect(served).toBeGreaterThan(0)
  expect(served).toBeLessThanOrEqual(seconds)
  expect(stack.proxy.count('POST /auth/v1/token')).toBe(served + owners.length)
  const rateLimited = slowed.filter(({ status }) => status === 429)
  expect(rateLimited).toHaveLength(AT_ONCE - served)
  for (const { messages, waitS } of rateLimited) expect([messages, waitS]).toEqual([CLOSED, '5'])
})

it('meanwhile, the correct password waits in the queue, and an emailed link does not', async () => {
  const links = await Promise.all(
    Array.from({ length: 6 }, (_, n) => attackers.requestEmail(`unknown-${n}@example.com`)),
  )
  expect(links.map(({ status }) => status)).toEqual(Array(6).fill(303))
  await expect
    .poll(async () => (await attackers.guess('sprayed@example.com', MEMBER.password)).status)
    .toBe(303)
})
