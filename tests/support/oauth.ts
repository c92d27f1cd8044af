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
  return await consent((await fetch(authorize, { redirect: 'manual' })).headers.get('location') ?? '', login)
}

/** Connects an account of the local GitHub to the signed-in user. @returns the redirect back to the app. */
export async function connectCallback(jar: BrowserJar, login: string): Promise<string> {
  const started = await jar.fetch('/account/sign-in-methods/connect/github', {
    method: 'POST',
    headers: { origin: jar.origin },
  })
  return await consent(started.headers.get('refresh')?.replace(/^0;url=/, '') ?? '', login)
}

async function consent(consentAt: string, login: string): Promise<string> {
  const back = await fetch(await giveConsent(consentAt, { login }), { redirect: 'manual' })
  const { pathname, search } = new URL(back.headers.get('location') ?? '')
  return pathname + search
}
