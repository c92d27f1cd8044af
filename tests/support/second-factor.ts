import { createClient } from '@supabase/supabase-js'
import { verificationCode } from './authenticator.ts'
import type { BrowserJar } from './browser-jar.ts'
import { sendForm } from './html-form.ts'
import { type Stack, type StackUser, signedIn } from './stack.ts'

/** An authenticator app of a user: what it needs to compute codes. */
export type Authenticator = { factorId: string; secret: string }

/** Sets up an authenticator app for a user, straight at the Auth server. */
export async function enrollAuthenticator(
  { backend }: Stack,
  { email, password }: StackUser,
  friendlyName = 'Phone',
): Promise<Authenticator> {
  const { auth } = createClient(backend.apiUrl, backend.publishableKey, { auth: { persistSession: false } })
  const opened = await auth.signInWithPassword({ email, password })
  if (opened.error) throw opened.error
  const { data, error } = await auth.mfa.enroll({ factorType: 'totp', friendlyName })
  if (error) throw error
  const factorId = data.id
  const { secret } = data.totp
  const verified = await auth.mfa.challengeAndVerify({ factorId, code: verificationCode(secret) })
  if (verified.error) throw verified.error
  return { factorId, secret }
}

/**
 * A code that the Auth server accepts now and for the next 30 seconds. Each works once, so a test that needs two takes the next one,
 * too.
 *
 * @param step 0: what the app shows; 1: what it shows next.
 */
export function codeOf({ secret }: Authenticator, step: 0 | 1 = 0): string {
  return verificationCode(secret, Date.now() + step * 30_000)
}

/** A browser in which this user is signed in and has passed the second factor, on the page that asks for it. */
export async function signedInWithSecondFactor(
  stack: Stack,
  user: StackUser,
  authenticator: Authenticator,
  step: 0 | 1 = 0,
): Promise<BrowserJar> {
  const jar = await signedIn(stack, user)
  const response = await sendForm(jar, '/mfa', [['verificationCode', codeOf(authenticator, step)]])
  if (response.status !== 303) throw new Error(`The code was not accepted: ${response.status}`)
  return jar
}
