/** A choice on the local GitHub's consent page: an account, or Cancel. */
export type Consent = { login: string } | { deny: true }

/**
 * Responds to the local GitHub's consent page as a browser would.
 * @param address the URL to which the Auth server redirected the browser.
 * @returns the next redirect: the Auth server's callback.
 */
export async function giveConsent(address: string, consent: Consent): Promise<string> {
  const page = await (await fetch(address)).text()
  const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
  const form = new URLSearchParams(
    hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
  )
  if ('login' in consent) form.set('login', consent.login)
  else form.set('deny', '1')
  const answer = await fetch(address, { method: 'POST', body: form, redirect: 'manual' })
  return answer.headers.get('location') ?? ''
}
