import type { BrowserContext } from '@playwright/test'

/** The cookie that tells the scripts of all tabs when the session times out. */
export async function expiryCookie(context: BrowserContext) {
  return (await context.cookies()).find(({ name }) => name === 'session-expiry')
}

/** The browser's part of time passing: what the page knows about the end of the session. */
export async function moveExpiry(context: BrowserContext, byMs: number): Promise<void> {
  const cookie = await expiryCookie(context)
  if (!cookie) throw new Error('The cookie is gone.')
  const [at, limit] = cookie.value.split('.')
  await context.addCookies([{ ...cookie, value: `${Number(at) + byMs}.${limit}` }])
}
