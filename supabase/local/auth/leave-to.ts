/**
 * Sends the browser on to a page of the application, with the outcome in the address.
 * @param where `query` for a code that a server will read, `fragment` for tokens that only a page may see.
 */
export function leaveTo(
  address: string,
  values: Record<string, string>,
  where: 'query' | 'fragment' | 'both',
): Response {
  const target = new URL(address)
  if (where !== 'fragment')
    for (const [name, value] of Object.entries(values)) target.searchParams.set(name, value)
  if (where !== 'query') target.hash = new URLSearchParams(values).toString()
  return new Response(null, { status: 303, headers: { Location: target.href } })
}
