export const UNAVAILABLE_PAGE = '/unavailable'

/** Pages anyone may open: exactly these paths, nothing below them. */
const PUBLIC_PATHS = new Set([
  '/',
  '/api/csp-reports',
  '/api/health',
  '/api/openapi.json',
  '/api/ready',
  '/colors',
  '/community',
  '/community/announcements',
  '/community/materials',
  '/confirm',
  '/error',
  '/reset-password',
  UNAVAILABLE_PAGE,
  '/terms',
  '/privacy',
  '/about',
  '/code-of-conduct',
  '/account-deleted',
])

/** Whole segments below which anyone may go. */
const PUBLIC_TREES = ['/auth']

/** Pages for signed-out visitors only. */
const GUEST_PATHS = new Set(['/login', '/signup', '/magic-link', '/forgot-password', '/check-email'])

export type Access = 'public' | 'guest' | 'protected'

/**
 * Says who may open a path. What is not listed is protected.
 *
 * @param pathname the path as it was requested, percent-encoding untouched: an encoded letter never matches the list.
 */
export function routeAccess(pathname: string): Access {
  const path = pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  if (GUEST_PATHS.has(path)) return 'guest'
  if (PUBLIC_PATHS.has(path)) return 'public'
  return PUBLIC_TREES.some((tree) => path === tree || path.startsWith(`${tree}/`)) ? 'public' : 'protected'
}

/** True for JSON endpoints, which answer with a status and never with a redirect. */
export function isApiPath(pathname: string): boolean {
  return pathname === '/api' || pathname.startsWith('/api/')
}

/** True for the build's own files and the named files of public/, which anyone may read: the ones that middleware.ts leaves out. */
export function isStaticFile(pathname: string): boolean {
  return /^\/(_next\/static\/.*|_next\/image|favicon\.ico|icon\.svg|apple-icon\.png|robots\.txt|og\.png)$/.test(
    pathname,
  )
}

/** True for what Next keeps for its own use, such as /_global-error: no page of this site begins like that. */
export function isFrameworkPath(path: string): boolean {
  return path.startsWith('/_') && !path.startsWith('/_next/')
}

/** True for addresses by which machines watch this one: who asks is no matter, so no one is asked who that is. */
export function isMonitoringPath(pathname: string): boolean {
  return pathname === '/api/health' || pathname === '/api/ready'
}

/** A page's address with where to go afterwards; the page checks it. */
export function withRedirectedFrom(path: string, from?: string): string {
  return withQuery(path, { redirectedFrom: from })
}

/**
 * The login page's address.
 *
 * @param from path and query to lead back to afterwards.
 * @param notice what the page says first.
 */
export function loginPath(from?: string, notice?: LoginNotice): string {
  return withQuery('/login', { redirectedFrom: from, notice })
}

export type LoginNotice = 'session-ended' | 'password-changed'

/** The address of the page that answers 503 while no one can tell who is signed in; `from` as in loginPath. */
export function unavailablePath(from?: string): string {
  return withRedirectedFrom(UNAVAILABLE_PAGE, from)
}

/** The sign-up page's address; `from` as in loginPath. */
export function signupPath(from?: string): string {
  return withRedirectedFrom('/signup', from)
}

/** The address of the page that emails a sign-in link; `from` as in loginPath. */
export function magicLinkPath(from?: string): string {
  return withRedirectedFrom('/magic-link', from)
}

/** The address of the page that emails a link for a new password; `from` as in loginPath. */
export function forgotPasswordPath(from?: string): string {
  return withRedirectedFrom('/forgot-password', from)
}

/**
 * The address of the words for something that went wrong.
 *
 * @param from where the visitor was going, for the ways on from there.
 */
export function errorPath(reason: string, from?: string): string {
  return withQuery('/error', { reason, redirectedFrom: from })
}

/** The address of the page that asks to confirm who one is; `from` as in loginPath. */
export function reauthenticatePath(from?: string): string {
  return withQuery('/account/reauthenticate', { redirectedFrom: from })
}

/** The address of the page where someone who has just confirmed their address chooses a password; `from` as in loginPath. */
export function choosePasswordPath(from: string): string {
  return withQuery('/account/password', { redirectedFrom: from })
}

/**
 * The address of the page that lists one's ways to sign in.
 *
 * @param outcome what came of adding one: the provider that is connected now, or why not, in the reasons of /error.
 */
export function signInMethodsPath(outcome: { connected?: string; problem?: string } = {}): string {
  return withQuery('/account/sign-in-methods', outcome)
}

function withQuery(path: string, params: Record<string, string | undefined>): string {
  const filled = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path
}
