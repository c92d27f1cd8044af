import { answerSso, postSso } from 'supabase-embedded/testing'
import type { BrowserJar } from './browser-jar.ts'
import { sendForm } from './html-form.ts'

/** Sends the form of /sso. @returns its response, without following the redirect. */
export function sendSso(jar: BrowserJar, email: string, from?: string): Promise<Response> {
  const query = from === undefined ? '' : `?${new URLSearchParams({ redirectedFrom: from })}`
  return sendForm(jar, `/sso${query}`, [['email', email]])
}

/** Follows a browser that has started single sign-on. @returns the URL of the identity provider. */
export async function identityProviderUrl(jar: BrowserJar): Promise<string> {
  const page = await jar.fetch('/auth/sso')
  return page.headers.get('refresh')?.replace(/^0;url=/, '') ?? ''
}

/** Signs in at the local identity provider. @returns the redirect back to the app, code included. */
export async function answerAs(jar: BrowserJar, email: string): Promise<string> {
  const target = await postSso(await answerSso(await identityProviderUrl(jar), email))
  return target.pathname + target.search
}

/** Signs a browser in with single sign-on. @returns the response to the redirect back. */
export async function signInWithSso(jar: BrowserJar, email: string, from?: string): Promise<Response> {
  await sendSso(jar, email, from)
  return await jar.fetch(await answerAs(jar, email))
}
