import { BrowserJar } from './browser-jar.ts'
import { fillForm, postForm } from './html-form.ts'
import { MEMBER, readSession, type Stack, type StackUser, signedIn } from './stack.ts'

/** The content of an email: where its link leads on this site, and its code. */
export type EmailedLink = { path: string; code: string }

/** A browser in which a user is signed in, and functions that check this session and another one of the user. */
export async function visit(stack: Stack, user: StackUser = MEMBER) {
  const jar = await signedIn(stack, user)
  const { access_token: old } = readSession(jar, stack.cookieName)
  const { access_token: other } = readSession(await signedIn(stack, user), stack.cookieName)
  const lookUp = async (token: string) => {
    const headers = { apikey: stack.backend.publishableKey, authorization: `Bearer ${token}` }
    const response = await fetch(`${stack.backend.apiUrl}/auth/v1/user`, { headers })
    const { email, error_code, code } = await response.json()
    return email ?? error_code ?? code
  }
  return {
    jar,
    old: () => lookUp(old),
    other: () => lookUp(other),
    now: () => lookUp(readSession(jar, stack.cookieName).access_token),
  }
}

/** The newest email that an action sends. */
export async function emailAfter(
  stack: Stack,
  to: string,
  trigger: () => Promise<unknown>,
): Promise<EmailedLink> {
  await stack.backend.sql("update auth.users set recovery_sent_at = recovery_sent_at - interval '1 hour'")
  const before = await stack.mailbox.latest({ to, withinMs: 0 }).catch(() => undefined)
  await trigger()
  const email = await stack.mailbox.latest({ to, ...(before && { after: before }) })
  return await opened(stack, email)
}

/** Where the link of an email leads on this site: with the default templates through the Auth server. */
export async function opened(
  stack: Stack,
  email: { links: string[]; code: string | null },
): Promise<EmailedLink> {
  const link = email.links.find((one) => /[?&]token_hash=|\/auth\/v1\/verify\?/.test(one)) ?? ''
  const at = link.startsWith(stack.app.url)
    ? link
    : ((await fetch(link, { redirect: 'manual' })).headers.get('location') ?? '')
  const { pathname, search } = new URL(at)
  return { path: pathname + search, code: email.code ?? '' }
}

/** Requests an email with a link, from a browser in which a user is signed in. */
export const requestLink = (jar: BrowserJar, email: string, page = '/magic-link') =>
  postOf(jar, page, [['email', email]])

/** Sends the form of a signed-out page from a browser in which a user is signed in: a tab that was left open. */
export async function postOf(jar: BrowserJar, page: string, fields: [string, string][]) {
  const form = await fillForm(new BrowserJar(jar.origin), page, fields)
  return await postForm(jar, page, form)
}

/** The text of a page, without tags. */
export function textOf(page: string): string {
  return page
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
}
