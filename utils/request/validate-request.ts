import { hasHandler, isStaticFile } from '../auth/routes'
import { MAX_PICTURE_BYTES } from '../avatars/limits'

/** Why a request is rejected before it is processed. `malformed`: it cannot be parsed. */
export type InvalidRequest = {
  status: 400 | 403 | 405 | 413
  reason: 'malformed' | 'cross-site' | 'method-not-allowed' | 'too-large'
  /** The allowed methods, if the method was not one of them. */
  allow?: string
}

/** More than the maximum length of any field, so that a text that is too long gets an error at its field. */
export const MAX_FORM_BYTES = 1_536_000

/** The same for the page on which users upload their picture: a file that is a little too large gets an error at its field. */
export const MAX_UPLOAD_FORM_BYTES = MAX_PICTURE_BYTES + 1024 * 1024
const UPLOAD_PAGE = '/account'

const MULTIPART = /^multipart\/form-data\b/i

const MALFORMED: InvalidRequest = { status: 400, reason: 'malformed' }

/**
 * Rejects requests that Next.js would fail at, before the session is checked: unknown methods (RFC 9110, 15.5.6), paths that
 * cannot be decoded, and forms that are too large or malformed.
 *
 * @param api whether the path belongs to the API, whose handlers check bodies themselves.
 * @returns null if the request is valid.
 */
export async function validateRequest(request: Request, api: boolean): Promise<InvalidRequest | null> {
  const { pathname } = new URL(request.url)
  const allowed = methodsOf(pathname)
  if (!allowed.includes(request.method))
    return { status: 405, reason: 'method-not-allowed', allow: allowed.join(', ') }
  if (!isDecodable(pathname)) return MALFORMED
  if (api || request.method !== 'POST') return null

  const limit = pathname === UPLOAD_PAGE ? MAX_UPLOAD_FORM_BYTES : MAX_FORM_BYTES
  if (await isTooLarge(request, limit)) return { status: 413, reason: 'too-large' }
  const isMultipart = MULTIPART.test(request.headers.get('content-type') ?? '')
  return !isMultipart || (await isForm(request)) ? null : MALFORMED
}

/** Files allow reads; pages also allow forms; a handler gets every method and rejects those that it does not support. */
function methodsOf(pathname: string): string[] {
  if (isStaticFile(pathname)) return ['GET', 'HEAD']
  const methods = ['GET', 'HEAD', 'POST']
  return hasHandler(pathname) ? [...methods, 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] : methods
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname)
    return true
  } catch {
    return false
  }
}

/** Checks the Content-Length; without one (RFC 9112, 7.1), reads the body: Next.js passes on at most ten megabytes. */
async function isTooLarge(request: Request, limit: number): Promise<boolean> {
  const stated = request.headers.get('content-length')
  if (stated !== null) return Number(stated) > limit
  let bytes = 0
  for await (const chunk of request.clone().body ?? []) bytes += chunk.byteLength
  return bytes > limit
}

async function isForm(request: Request): Promise<boolean> {
  return await request
    .clone()
    .formData()
    .then(
      () => true,
      () => false,
    )
}
