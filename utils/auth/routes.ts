export const UNAVAILABLE_PAGE = '/unavailable'

export const SSO_PAGE = '/sso'

/** Leads a browser that has started single sign-on to the identity provider. */
export const CONTINUE_SSO = '/auth/sso'

/** Public pages: exactly these paths, without those below them. */
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
  '/secure-account',
  UNAVAILABLE_PAGE,
  '/terms',
  '/privacy',
  '/about',
  '/code-of-conduct',
  '/account-deleted',
])

/** Segments whose paths are all public. */
const PUBLIC_TREES = ['/auth', '/invitations']

/** Segments below which are route handlers and no pages. */
const HANDLER_TREES = [
  '/api',
  '/auth',
  '/account/data/export',
  '/account/passkeys/options',
  '/account/sign-in-methods/connect',
  '/account/two-factor/recovery-codes/download',
  '/avatars',
  '/live-token',
]

/** Pages for signed-out users only. */
const SIGNED_OUT_PAGES = new Set([
  '/login',
  '/signup',
  '/magic-link',
  '/forgot-password',
  '/check-email',
  '/request-access',
  SSO_PAGE,
])

/** Pages that look the same to every signed-out user, at exactly these addresses: a query changes them. */
export const SHARED_PAGES = [
  '/',
  '/login',
  '/signup',
  '/magic-link',
  '/forgot-password',
  SSO_PAGE,
  '/about',
  '/terms',
  '/privacy',
  '/code-of-conduct',
  '/colors',
]

export type Access = 'public' | 'signed-out' | 'protected'

/**
 * Decides who can open a path. Paths that are not listed are protected.
 *
 * @param pathname the path as requested, still percent-encoded: an encoded letter never matches the list.
 */
export function routeAccess(pathname: string): Access {
  const path = pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  if (SIGNED_OUT_PAGES.has(path)) return 'signed-out'
  if (PUBLIC_PATHS.has(path)) return 'public'
  return PUBLIC_TREES.some((tree) => isWithin(path, tree)) ? 'public' : 'protected'
}

/** True for paths of route handlers, which know themselves which methods they support. */
export function hasHandler(pathname: string): boolean {
  return HANDLER_TREES.some((tree) => isWithin(pathname, tree))
}

/** True for API endpoints, which respond with a status and never with a redirect. */
export function isApiPath(pathname: string): boolean {
  return isWithin(pathname, '/api')
}

/** True for build assets and the listed files of public/, which are public and excluded in middleware.ts. */
export function isStaticFile(pathname: string): boolean {
  return /^\/(_next\/static\/.*|_next\/image|favicon\.ico|icon\.svg|apple-icon\.png|robots\.txt|og\.png|passkeys\.js)$/.test(
    pathname,
  )
}

/** True for paths reserved by Next.js, such as /_global-error. */
export function isFrameworkPath(path: string): boolean {
  return path.startsWith('/_') && !path.startsWith('/_next/')
}

/** True for monitoring endpoints, which do not depend on the session. */
export function isMonitoringPath(pathname: string): boolean {
  return pathname === '/api/health' || pathname === '/api/ready'
}

/** Adds a redirect target to a page's path; the page validates it. */
export function withRedirectedFrom(path: string, from?: string): string {
  return withQuery(path, { redirectedFrom: from })
}

/**
 * The path of the sign-in page.
 *
 * @param from the redirect target: path and query.
 * @param notice the notice that the page shows.
 */
export function loginPath(from?: string, notice?: LoginNotice): string {
  return withQuery('/login', { redirectedFrom: from, notice })
}

export type LoginNotice =
  | 'session-ended'
  | 'idle-timeout'
  | 'absolute-timeout'
  | 'access-ended'
  | 'password-changed'

/** The path of the page that responds with 503 while the session is unknown; `from` as in loginPath. */
export function unavailablePath(from?: string): string {
  return withRedirectedFrom(UNAVAILABLE_PAGE, from)
}

/** The path of the sign-up page; `from` as in loginPath. */
export function signupPath(from?: string): string {
  return withRedirectedFrom('/signup', from)
}

/** The path of the page that emails a sign-in link; `from` as in loginPath. */
export function magicLinkPath(from?: string): string {
  return withRedirectedFrom('/magic-link', from)
}

/** The path of the page that starts single sign-on; `from` as in loginPath. */
export function ssoPath(from?: string): string {
  return withRedirectedFrom(SSO_PAGE, from)
}

/** The path of the page that emails a reset link; `from` as in loginPath. */
export function forgotPasswordPath(from?: string): string {
  return withRedirectedFrom('/forgot-password', from)
}

/**
 * The path of the error page for a reason.
 *
 * @param from the redirect target, for the links on the error page.
 */
export function errorPath(reason: string, from?: string): string {
  return withQuery('/error', { reason, redirectedFrom: from })
}

/** The path of the re-authentication page; `from` as in loginPath. */
export function reauthenticatePath(from?: string): string {
  return withQuery('/account/reauthenticate', { redirectedFrom: from })
}

/** The page that asks for the second factor. */
const MFA_PAGE = '/mfa'

/** True for the pages that a session without its second factor may open. */
export function isMfaPath(pathname: string): boolean {
  return pathname === MFA_PAGE || pathname === MFA_RECOVERY_PAGE
}

const MFA_RECOVERY_PAGE = '/mfa/recovery-code'

/** The path of the page that asks for a verification code; `from` as in loginPath. */
export function mfaPath(from?: string): string {
  return withRedirectedFrom(MFA_PAGE, from)
}

/** The path of the page that asks for a recovery code instead; `from` as in loginPath. */
export function mfaRecoveryPath(from?: string): string {
  return withRedirectedFrom(MFA_RECOVERY_PAGE, from)
}

/** The path of the page that sets up an authenticator app; `from` as in loginPath. */
export function enrollPath(from?: string): string {
  return withRedirectedFrom('/account/two-factor/authenticator', from)
}

/** The page where guests add an email address, and where their notes move to an account. */
export const GUEST_PAGE = '/account/guest'

/** The path of that page; `status` as in signInMethodsPath. */
export function guestPath(status: { connected?: string; problem?: string } = {}): string {
  return withQuery(GUEST_PAGE, status)
}

/** The path of the page to choose a password after confirming the email address; `from` as in loginPath. */
export function choosePasswordPath(from: string): string {
  return withQuery('/account/password', { redirectedFrom: from })
}

/**
 * The path of the page with the sign-in methods.
 *
 * @param result the result of connecting one: the provider, or a reason of /error.
 */
export function signInMethodsPath(status: { connected?: string; problem?: string } = {}): string {
  return withQuery('/account/sign-in-methods', status)
}

function isWithin(path: string, tree: string): boolean {
  return path === tree || path.startsWith(`${tree}/`)
}

function withQuery(path: string, params: Record<string, string | undefined>): string {
  const filled = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path
}
