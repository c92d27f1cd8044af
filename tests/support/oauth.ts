import { giveConsent } from 'supabase-embedded/testing'
import type { BrowserJar } from './browser-jar.ts'

/**
 * Starts a sign-in with the local GitHub and gives consent.
 *
 * @param fields those of the form, such as redirectedFrom.
 * @returns the redirect back to the app, code included.
 */
export async function oauthCallback(
  jar: BrowserJar,
  login: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const started = await jar.fetch('/auth/oauth/github', {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: jar.origin },
  })
  const authorize = started.headers.get('refresh')?.replace(/^0;url=/, '') ?? ''
  const consentAt = (await fetch(authorize, { redirect: 'manual' })).headers.get('location') ?? ''
  const back = await fetch(await giveConsent(consentAt, { login }), { redirect: 'manual' })
  const { pathname, search } = new URL(back.headers.get('location') ?? '')
  return pathname + search
}
