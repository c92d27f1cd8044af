/** Where a redirect carries its values: `query` reaches the server, `fragment` only the page. */
type Placement = 'query' | 'fragment' | 'both'

interface RedirectOptions {
  /** The fragment of an error is encoded twice, which the real server does. */
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
  const parameters = placement === 'query' ? '' : withValues('', { ...values, sb: '' })
  const fragment = error ? parameters.replaceAll('%', '%25') : parameters
  return redirect(base + (search && `?${search}`) + (fragment && `#${fragment}`), status)
}

/** A redirect with the page that the real server writes for clients that do not follow it. */
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
