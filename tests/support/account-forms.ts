import type { BrowserJar } from './browser-jar.ts'
import { fillForm, messagesOf, postForm } from './html-form.ts'

/** A form that must not reveal whether an address is known. */
export type Form = {
  page: string
  /** The known address. */
  known: 'confirmed' | 'unconfirmed'
  fields?: [string, string][]
}

export const ACCOUNT_FORMS = {
  'sign-up': {
    page: '/signup',
    known: 'confirmed',
    fields: [
      ['name', 'Jane'],
      ['password', 'a long and quiet password'],
      ['passwordRepeat', 'a long and quiet password'],
      ['terms', 'on'],
    ],
  },
  'forgotten-password': { page: '/forgot-password', known: 'confirmed' },
  'magic-link': { page: '/magic-link', known: 'confirmed' },
  resend: { page: '/error?reason=link-expired', known: 'unconfirmed' },
  login: { page: '/login', known: 'confirmed', fields: [['password', 'not the password']] },
} satisfies Record<string, Form>

/**
 * Fills in a form with an address and sends it.
 *
 * @returns how long the response took, and everything else about it that a client could compare.
 */
export async function sendTimed(jar: BrowserJar, { page, fields = [] }: Form, email: string) {
  const body = await fillForm(jar, page, [['email', email], ...fields])
  const start = performance.now()
  const response = await postForm(jar, page, body)
  const text = (await response.text()).replaceAll(email, '…').replace(/<script[\s\S]*?<\/script>/g, '')
  const ms = performance.now() - start
  const seen = {
    status: response.status,
    location: response.headers.get('location'),
    headers: [...response.headers.keys()].sort().join(),
    messages: messagesOf(text),
  }
  return { ms, seen }
}
