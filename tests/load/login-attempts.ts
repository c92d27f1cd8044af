import { BrowserJar } from '../support/browser-jar.ts'
import { fillForm } from '../support/html-form.ts'
import { MEMBER, type Stack } from '../support/stack.ts'
import { insertUsers } from '../support/users.ts'

const USERS = 100
const ATTEMPTS = 10_000

export type Attempt = { right: boolean; body: Buffer; headers: Record<string, string> }

type Plan = { right: boolean; email: string; password: string; address: string }

/** Creates accounts with the member's password directly in the database. */
export async function createUsers({ backend }: Stack): Promise<void> {
  const emails = Array.from({ length: USERS }, (_, i) => `load-${i + 1}@example.com`)
  await insertUsers(backend.sql, emails)
}

/**
 * Ten thousand attempts to sign in, in order. One in a hundred is a user at home with the correct password. Half of the rest guess
 * those users' passwords, each from one address; the other half try addresses and passwords from a list, once each, from two
 * hundred addresses.
 */
export async function loginAttempts(stack: Stack): Promise<Attempt[]> {
  const form = await fillForm(new BrowserJar(stack.app.url), '/login', [['email', '']])
  return await Promise.all(Array.from({ length: ATTEMPTS }, (_, n) => attempt(stack, form, plan(n))))
}

function plan(n: number): Plan {
  const person = Math.floor(n / 100) + 1
  const email = `load-${person}@example.com`
  if (n % 100 === 50) return { right: true, email, password: MEMBER.password, address: `203.0.113.${person}` }
  if (n % 2 === 0) return { right: false, email, password: `guess-${n}`, address: `198.51.100.${person}` }
  const stuffed = `stuffed-${n}@example.com`
  return { right: false, email: stuffed, password: `leaked-${n}`, address: `192.0.2.${n % 200}` }
}

async function attempt(
  { app }: Stack,
  form: FormData,
  { right, email, password, address }: Plan,
): Promise<Attempt> {
  const filled = new FormData()
  for (const [name, value] of form) filled.append(name, value)
  filled.set('email', email)
  filled.set('password', password)
  const encoded = new Response(filled)
  const type = encoded.headers.get('content-type') ?? ''
  const body = Buffer.from(await encoded.arrayBuffer())
  return { right, body, headers: { 'content-type': type, origin: app.url, 'x-forwarded-for': address } }
}
