import { createClient } from '@supabase/supabase-js'
import { verificationCode } from './authenticator.ts'
import { BrowserJar } from './browser-jar.ts'
import { sendForm } from './html-form.ts'
import { type Stack, type StackUser, signedIn } from './stack.ts'

export const SETUP = '/account/two-factor/authenticator'
export const RECOVERY_CODES = '/account/two-factor/recovery-codes'

export const leadsTo = (response: Response): [number, string] => [
  response.status,
  response.headers.get('location') ?? '',
]

export const textOf = async (jar: BrowserJar, path: string) => await (await jar.fetch(path)).text()

/** The recovery codes on a page. */
export const codesIn = (page: string): string[] =>
  [...page.matchAll(/<li>((?:[0-9A-Za-z]{4}-)+[0-9A-Za-z]{4})</g)].map(([, code = '']) => code)

/** The setup key on the page of a setup that has been started. */
export async function setupKeyOn(jar: BrowserJar): Promise<string> {
  const [, key = ''] = /select-all">([A-Z2-7 ]{16,})</.exec(await textOf(jar, SETUP)) ?? []
  return key.replaceAll(' ', '')
}

type TwoFactorUser = { jar: BrowserJar; secret: string; codes: string[] }

/** Turns two-factor authentication on, as a browser without JavaScript does. Throws if the first code is not accepted. */
export async function setUpTwoFactor(stack: Stack, user: StackUser): Promise<TwoFactorUser> {
  const jar = await signedIn(stack, user)
  await sendForm(jar, SETUP, [['factorName', 'Phone']])
  const secret = await setupKeyOn(jar)
  const done = await sendForm(jar, SETUP, [['verificationCode', verificationCode(secret)]])
  const [status, location] = leadsTo(done)
  if (location !== RECOVERY_CODES) throw new Error(`The first code was not accepted: ${status}`)
  return { jar, secret, codes: codesIn(await textOf(jar, RECOVERY_CODES)) }
}

/** A browser that has opened the link of an email that resets this user's password. */
export async function openResetLink({ app, mailbox }: Stack, { email }: StackUser): Promise<BrowserJar> {
  const jar = new BrowserJar(app.url)
  await sendForm(jar, '/forgot-password', [['email', email]])
  const { links } = await mailbox.latest({ to: email, subject: 'Reset your password' })
  await jar.fetch(links.find((link) => link.includes('token_hash'))?.replace(app.url, '') ?? '')
  return jar
}

/** Whether the Auth server accepts a password. */
export async function isPasswordOf(
  { backend }: Stack,
  { email }: StackUser,
  password: string,
): Promise<boolean> {
  const { auth } = createClient(backend.apiUrl, backend.publishableKey)
  return (await auth.signInWithPassword({ email, password })).error === null
}
