/** What the page of an identity provider posts to the Auth server. */
export interface SsoAnswer {
  consumerUrl: string
  fields: { SAMLResponse: string; RelayState: string }
}

/**
 * Responds to the page of the local identity provider as a browser would.
 * @param address the URL to which the application redirected the browser.
 * @param email the user to sign in as.
 * @returns what the browser posts next.
 */
export async function answerSso(address: string, email: string): Promise<SsoAnswer> {
  const query = new URL(address).searchParams
  const body = new URLSearchParams({ email })
  for (const name of ['SAMLRequest', 'RelayState']) body.set(name, query.get(name) ?? '')
  const page = await (await fetch(address, { method: 'POST', body })).text()
  const field = (name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  return {
    consumerUrl: /action="([^"]*)"/.exec(page)?.[1] ?? '',
    fields: { SAMLResponse: field('SAMLResponse'), RelayState: field('RelayState') },
  }
}

/** Posts a response to the Auth server as a browser would. @returns where that redirects to. */
export async function postSso({ consumerUrl, fields }: SsoAnswer): Promise<URL> {
  const response = await fetch(consumerUrl, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })
  return new URL(response.headers.get('location') ?? '')
}
