/** Where the values of a redirect stand: `query` for what a server will read, `fragment` for what only a page may see. */
type Place = 'query' | 'fragment' | 'both'

interface RedirectOptions {
  /** The fragment of an error is encoded twice, which the real server does. */
  error?: boolean
  status?: 302 | 303
}

const names: Record<number, string> = { 302: 'Found', 303: 'See Other' }

/**
 * Sends the browser on to a page of the application, with the outcome in the address. A fragment ends in `sb=`, by which
 * clients know whose it is.
 */
export function redirectWithResult(
  address: string,
  values: Record<string, string>,
  place: Place,
  { error = false, status = 303 }: RedirectOptions = {},
): Response {
  const [, base = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(address) ?? []
  const asked = place === 'fragment' ? query : withValues(query, values)
  const told = place === 'query' ? '' : withValues('', { ...values, sb: '' })
  const fragment = error ? told.replaceAll('%', '%25') : told
  return redirect(base + (asked && `?${asked}`) + (fragment && `#${fragment}`), status)
}

/** A redirect with the page that the real server writes for whoever does not follow it. */
export function redirect(location: string, status: 302 | 303): Response {
  const link = `<a href="${location.replaceAll('&', '&amp;')}">${names[status]}</a>.\n\n`
  return new Response(link, {
    status,
    headers: { Location: location, 'Content-Type': 'text/html; charset=utf-8' },
  })
}

function withValues(query: string, values: Record<string, string>): string {
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(values)) parameters.set(name, value)
  parameters.sort()
  return parameters.toString()
}
