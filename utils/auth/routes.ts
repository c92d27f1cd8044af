/** Pages anybody may open: exactly these paths, nothing below them. */
const PUBLIC_PATHS = new Set([
  '/',
  '/api/openapi.json',
  '/check-email',
  '/colors',
  '/confirm',
  '/error',
  '/unavailable',
  '/terms',
  '/privacy',
])

/** Whole segments below which anybody may go. */
const PUBLIC_TREES = ['/auth']

/** Pages for signed-out visitors only. */
const GUEST_PATHS = new Set(['/login', '/signup'])

export type Access = 'public' | 'guest' | 'protected'

/**
 * Says who may open a path. What is not listed is protected.
 *
 * @param pathname the path as it was requested, percent-encoding untouched: an encoded letter never matches the list.
 */
export function accessTo(pathname: string): Access {
  const path = pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  if (GUEST_PATHS.has(path)) return 'guest'
  if (PUBLIC_PATHS.has(path)) return 'public'
  return PUBLIC_TREES.some((tree) => path === tree || path.startsWith(`${tree}/`)) ? 'public' : 'protected'
}

/** True for JSON endpoints, which answer with a status and never with a redirect. */
export function isApi(pathname: string): boolean {
  return pathname === '/api' || pathname.startsWith('/api/')
}

/**
 * The login page's address.
 *
 * @param from path and query to lead back to afterwards.
 * @param ended true when the visitor's session is over, so that the page can say so.
 */
export function loginPath(from?: string, ended = false): string {
  return withQuery('/login', { redirectedFrom: from, notice: ended ? 'session-ended' : undefined })
}

/** The sign-up page's address; `from` as in loginPath. */
export function signupPath(from?: string): string {
  return withQuery('/signup', { redirectedFrom: from })
}

function withQuery(path: string, params: Record<string, string | undefined>): string {
  const filled = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path
}
