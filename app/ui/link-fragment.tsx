'use client'

import { useEffect } from 'react'

/**
 * Clears what the Auth server has put into the fragment of the address, which no server sees: tokens of a link that was made
 * without PKCE, or an error. The tokens are never used, because anyone can send someone to an address with tokens in it. Only
 * what kind of answer it is goes on, to where words for it are found.
 *
 * @param decides false where the page has words for it already.
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
