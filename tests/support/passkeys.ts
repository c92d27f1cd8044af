import { Authenticator } from 'supabase-embedded/testing'
import type { BrowserJar } from './browser-jar.ts'
import { sendForm } from './html-form.ts'
import { type Stack, type StackUser, signedIn } from './stack.ts'
import { newUserEmail } from './users.ts'

type SignInOptions = Parameters<Authenticator['get']>[0]
type CreationOptions = Parameters<Authenticator['create']>[0]

const PASSKEYS = '/account/passkeys'

/** Requests the options of a passkey, as public/passkeys.js does. */
export async function requestOptions(
  jar: BrowserJar,
  path = '/auth/passkey/options',
  headers: Record<string, string> = {},
): Promise<Response> {
  return await jar.fetch(path, {
    method: 'POST',
    body: new FormData(),
    headers: { origin: jar.origin, ...headers },
  })
}

/** The options of a sign-in with a passkey. Their challenge belongs to this browser. */
export async function signInOptions(jar: BrowserJar): Promise<SignInOptions> {
  return await optionsOf(await requestOptions(jar))
}

async function optionsOf<T>(response: Response): Promise<T> {
  const { options } = await response.json()
  if (!options) throw new Error(`No options: ${response.status}`)
  return options
}

/** Posts a passkey's response to the sign-in route. */
export async function postCredential(
  jar: BrowserJar,
  credential: unknown,
  redirectedFrom?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new FormData()
  body.append('credential', typeof credential === 'string' ? credential : JSON.stringify(credential))
  if (redirectedFrom) body.append('redirectedFrom', redirectedFrom)
  return await jar.fetch('/auth/passkey', {
    method: 'POST',
    body,
    headers: { origin: jar.origin, ...headers },
  })
}

/** Signs in with a passkey. */
export async function signInWithPasskey(
  jar: BrowserJar,
  authenticator: Authenticator,
  redirectedFrom?: string,
): Promise<Response> {
  const credential = authenticator.get(await signInOptions(jar), jar)
  return await postCredential(jar, credential, redirectedFrom)
}

/** Adds a passkey in a signed-in browser. */
export async function addPasskey(
  jar: BrowserJar,
  authenticator: Authenticator,
  { name = '', origin = jar.origin } = {},
): Promise<Response> {
  const options = await optionsOf<CreationOptions>(await requestOptions(jar, `${PASSKEYS}/options`))
  const credential = JSON.stringify(authenticator.create(options, { origin }))
  return await sendForm(jar, PASSKEYS, [
    ['credential', credential],
    ['name', name],
  ])
}

/** Adds a passkey to a user's account. */
export async function passkeyOf(stack: Stack, user: StackUser, name = ''): Promise<Authenticator> {
  const authenticator = new Authenticator()
  const response = await addPasskey(await signedIn(stack, user), authenticator, { name })
  const page = await response.text()
  if (!page.includes('Passkey added.')) throw new Error(`The passkey was not added: ${response.status}`)
  return authenticator
}

/** A new user with a passkey. */
export async function newPasskeyOwner(
  stack: Stack,
  name = '',
): Promise<{ user: StackUser; passkey: Authenticator }> {
  const user = await newUserEmail(stack)
  return { user, passkey: await passkeyOf(stack, user, name) }
}
