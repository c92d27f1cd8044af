/** Where a redirect has its values: `query` reaches the server, `fragment` only the page. */
type Placement = 'query' | 'fragment' | 'both'

interface RedirectOptions {
  /** The error in the fragment is encoded twice, as by the real server. */
  error?: boolean
  status?: 302 | 303
}

const names: Record<number, string> = { 302: 'Found', 303: 'See Other' }

/**
 * Redirects the browser to the application with the result in the URL. A fragment ends in `sb=`, which identifies Supabase to
 * clients.
 */
export function redirectWithResult(
  address: string,
  values: Record<string, string>,
  placement: Placement,
  { error = false, status = 303 }: RedirectOptions = {},
): Response {
  const [, base = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(address) ?? []
  const search = placement === 'fragment' ? query : withValues(query, values)
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const parameters = placement === 'query' ? '' : withValues('', { ...filled, sb: '' })
  const fragment = error ? parameters.replaceAll('%', '%25') : parameters
  return redirect(base + (search && `?${search}`) + (fragment && `#${fragment}`), status)
}

/** A redirect with the HTML that the real server sends to clients that do not follow it. */
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
