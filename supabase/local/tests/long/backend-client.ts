import { createHash, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { type Backend, type BackendOptions, startBackend } from '../../src/index.ts'

/** The project whose settings, migrations and seed the backend uses. */
export const projectDir = resolve(import.meta.dirname, '../../../..')

export const password = 'a-long-enough-password'

const NONCE = randomBytes(32).toString('base64url')

/** Sign-up metadata of a client that proves after the confirmation that it chose the password; see keepSignup. */
export const signupNonce = {
  signup_nonce_hash: createHash('sha256').update(NONCE).digest('hex'),
}

interface Options {
  method?: string
  body?: object
  /** An access token. */
  token?: string | undefined
  headers?: Record<string, string>
}

/** The parts of responses that the tests check. */
export interface Body {
  access_token: string
  refresh_token: string
  error_code?: string
  code?: number | string
  msg?: string
  message?: string
  email?: string
  new_email?: string
  identities?: unknown[]
  user_metadata: Record<string, unknown>
  user: { id: string; email: string; email_confirmed_at?: string; identities?: unknown[] }
  [field: string]: unknown
}

/** A backend for the tests of one file, with short functions to call it. */
export function createBackendClient(options: BackendOptions = {}) {
  const holder: { backend?: Backend } = {}
  beforeAll(async () => {
    holder.backend = await startBackend({ projectDir, siteUrl: 'http://localhost:3000', ...options })
  })
  afterAll(() => holder.backend?.close())

  const backend = (): Backend => {
    if (!holder.backend) throw new Error('The backend has not started')
    return holder.backend
  }

  async function call(path: string, { method, body, token, headers }: Options = {}) {
    const response = await fetch(backend().apiUrl + path, {
      method: method ?? (body ? 'POST' : 'GET'),
      redirect: 'manual',
      headers: {
        apikey: backend().publishableKey,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (response.headers.get('Content-Type')?.startsWith('application/json')
        ? JSON.parse(text)
        : {}) as Body,
    }
  }

  const auth = (path: string, request?: Options) => call(`/auth/v1${path}`, request)

  /** Moves every email sent so far into the past, so that the next one can be sent at once. */
  const letTimePass = (interval = '1 minute') =>
    backend().sql(
      `update auth.users set confirmation_sent_at = confirmation_sent_at - $1::interval,
         recovery_sent_at = recovery_sent_at - $1::interval, email_change_sent_at = email_change_sent_at - $1::interval,
         reauthentication_sent_at = reauthentication_sent_at - $1::interval`,
      [interval],
    )

  async function emailsTo(address: string): Promise<Email[]> {
    const emails: Email[] = await (await fetch(`${backend().mailboxUrl}/email`)).json()
    return emails.filter((email) => email.to[0]?.address === address)
  }

  /** Waits until an address has received `count` emails. @returns the newest. */
  async function waitForEmail(address: string, count = 1): Promise<ReadEmail> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const found = (await emailsTo(address))[count - 1]
      if (found) return read(found)
      await wait(50)
    }
    throw new Error(`No mail number ${count} to ${address}`)
  }

  /** A confirmed user with a session. */
  async function member(email: string): Promise<Body> {
    await auth('/signup', { body: { email, password, data: signupNonce } })
    const { tokenHash } = await waitForEmail(email)
    const { body } = await auth('/verify', { body: { type: 'email', token_hash: tokenHash } })
    await keepSignup(body.access_token)
    return body
  }

  /** Keeps the password of a sign-up with signupNonce, which its confirmation has set aside. */
  const keepSignup = (token: string) =>
    call('/rest/v1/rpc/claim_signup', {
      body: { nonce: NONCE },
      token,
      headers: { 'Content-Type': 'application/json' },
    })

  return { backend, call, auth, letTimePass, emailsTo, waitForEmail, member, keepSignup }
}

interface Email {
  subject: string
  html: string
  to: { address: string }[]
}

export interface ReadEmail extends Email {
  tokenHash: string
  code: string
}

function read(email: Email): ReadEmail {
  return {
    ...email,
    tokenHash: /token_hash=(\w+)/.exec(email.html)?.[1] ?? '',
    code: />(\d{6})</.exec(email.html)?.[1] ?? '',
  }
}
