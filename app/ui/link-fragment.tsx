'use client'

import { useEffect } from 'react'

/**
 * Clears the URL fragment set by the Auth server, which no server receives: the tokens of a link created without PKCE, or an
 * error. The tokens are never used, because an attacker can craft such a link. Only the kind of the response is passed to the
 * page that explains it.
 *
 * @param decides false if the page already explains it.
 */
export function LinkFragment({ decides }: { decides: boolean }) {
  useEffect(() => {
    const fragment = new URLSearchParams(window.location.hash.slice(1))
    const known = ['access_token', 'error', 'error_code', 'message'].filter((name) => fragment.has(name))
    if (known.length === 0) return
    if (decides) window.location.replace(pageFor(fragment))
    else window.history.replaceState(null, '', window.location.pathname + window.location.search)
  }, [decides])
  return null
}

function pageFor(fragment: URLSearchParams): string {
  if (fragment.has('access_token'))
    return `/auth/confirm?${new URLSearchParams({ verified: fragment.get('type') ?? '' })}`
  if (fragment.has('message')) return '/auth/confirm?message='
  const error = new URLSearchParams()
  for (const name of ['error', 'error_code']) {
    const value = fragment.get(name)
    if (value !== null) error.set(name, value)
  }
  return `/auth/callback?${error}`
}
