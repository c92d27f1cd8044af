import type { NextRequest } from 'next/server'
import type { AttemptDecision } from './attempt-decision'
import { previewAttempt } from './attempts'
import type { LimiterName } from './limits'

/** No form that is limited is longer; one that is gets its answer from the action alone. */
const MAX_BYTES = 64 * 1024

type Field = (name: string) => FormDataEntryValue | undefined

/** Says which limit a form on a page is under, by the fields that it brings. */
type Forms = { limiter: (field: Field) => LimiterName; by: 'email' | 'session' }

const resent = (field: Field) => (field('kind') === 'signup' ? 'confirmation' : 'email')

/** The pages whose forms are limited. Each action decides for itself; this is about the status of its answer. */
const PAGES: Record<string, Forms> = {
  '/login': { limiter: () => 'login', by: 'email' },
  '/signup': { limiter: () => 'signup', by: 'email' },
  '/magic-link': { limiter: () => 'email', by: 'email' },
  '/forgot-password': { limiter: () => 'email', by: 'email' },
  '/error': { limiter: resent, by: 'email' },
  '/check-email': { limiter: (field) => (field('code') === undefined ? resent(field) : 'code'), by: 'email' },
  '/account/email': {
    limiter: (field) => (field('code') === undefined ? 'own-email' : 'own-code'),
    by: 'session',
  },
  '/account/reauthenticate': {
    limiter: (field) => {
      if (field('password') !== undefined) return 'reauthentication'
      return field('code') === undefined ? 'own-email' : 'own-code'
    },
    by: 'session',
  },
  '/account/password': {
    limiter: (field) => (field('passwordCurrent') === undefined ? 'password' : 'reauthentication'),
    by: 'session',
  },
}

/**
 * Decides about the attempt that a request's form makes before its action does: a Server Action cannot give its answer a status,
 * the middleware can.
 *
 * @param session who is signed in, as sessionLimiterKey names them.
 * @returns what the action is to be told, and keeps to.
 */
export async function previewFormAttempt(
  request: NextRequest,
  session: string | undefined,
): Promise<AttemptDecision | null> {
  const forms = Object.hasOwn(PAGES, request.nextUrl.pathname) ? PAGES[request.nextUrl.pathname] : undefined
  if (request.method !== 'POST' || !forms) return null
  if (!(Number(request.headers.get('content-length')) <= MAX_BYTES)) return null

  const form = await request
    .clone()
    .formData()
    .catch(() => new FormData())
  const field: Field = (wanted) => [...form].find(([name]) => plainName(name) === wanted)?.[1]
  const email = field('email')
  const account = forms.by === 'session' ? session : typeof email === 'string' ? email : undefined
  return await previewAttempt(forms.limiter(field), account, request.headers)
}

/** With JavaScript React numbers the parts that it sends: `1_email` (encodeReply in react-server-dom). */
function plainName(name: string): string {
  return name.replace(/^_?\d+_/, '')
}
