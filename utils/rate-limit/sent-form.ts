import type { NextRequest } from 'next/server'
import type { Matter } from './limits'
import { waitBefore } from './tries'

/** No form that is limited is longer; one that is gets its answer from the action alone. */
const MOST_BYTES = 64 * 1024

/** Says which limit a form on a page is under, by the fields that it brings. */
type Forms = (has: (field: string) => boolean) => Matter

const mailOrCode: Forms = (has) => (has('code') ? 'code' : 'mail')

/** The pages whose forms are limited. Each action decides for itself; this is about the status of its answer. */
const PAGES: Record<string, Forms> = {
  '/login': () => 'login',
  '/signup': () => 'signup',
  '/magic-link': () => 'mail',
  '/forgot-password': () => 'mail',
  '/error': () => 'mail',
  '/check-email': mailOrCode,
  '/account/email': mailOrCode,
  '/account/fresh-login': (has) => (has('password') ? 'confirmation' : mailOrCode(has)),
  '/account/password': (has) => (has('passwordCurrent') ? 'confirmation' : 'password'),
}

/**
 * Looks whether the form that a request sends will be refused after too many tries: a Server Action cannot give its answer a
 * status, the middleware can.
 *
 * @param ownEmail the address of who is signed in: their forms are about their own account.
 * @returns for how many seconds it is refused, 0 when it is not.
 */
export async function waitBeforeForm(request: NextRequest, ownEmail: string | undefined): Promise<number> {
  const forms = Object.hasOwn(PAGES, request.nextUrl.pathname) ? PAGES[request.nextUrl.pathname] : undefined
  if (request.method !== 'POST' || !forms) return 0
  if (!(Number(request.headers.get('content-length')) <= MOST_BYTES)) return 0

  const form = await request
    .clone()
    .formData()
    .catch(() => new FormData())
  const named = (field: string) => [...form].find(([name]) => plainName(name) === field)?.[1]
  const email = named('email')
  const account = ownEmail ?? (typeof email === 'string' ? email : undefined)
  return await waitBefore(
    forms((field) => named(field) !== undefined),
    account,
    request.headers,
  )
}

/** With JavaScript React numbers the parts that it sends: `1_email` (encodeReply in react-server-dom). */
function plainName(name: string): string {
  return name.replace(/^_?\d+_/, '')
}
