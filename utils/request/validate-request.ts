import { isStaticFile } from '../auth/routes'

/** Why a request is not even looked at. `malformed`: it cannot be read. */
export type InvalidRequest = {
  status: 400 | 403 | 405 | 413
  reason: 'malformed' | 'cross-site' | 'method-not-allowed' | 'too-large'
  /** The methods there are, where it was the method. */
  allow?: string
}

/** Above the longest text that a form accepts as input to refuse it: the answer is then an error at the field. */
export const MAX_FORM_BYTES = 1_536_000

const MULTIPART = /^multipart\/form-data\b/i

const MALFORMED: InvalidRequest = { status: 400, reason: 'malformed' }

/**
 * Refuses what Next would answer with a fault of its own, or not at all, before anyone is asked who sends it: unknown methods
 * (RFC 9110, 15.5.6), addresses that cannot be decoded, forms that are too long or cannot be parsed.
 *
 * @param api whether the path is of the API, whose handlers know their methods and read their bodies themselves.
 * @returns null when the request is one to answer.
 */
export async function validateRequest(request: Request, api: boolean): Promise<InvalidRequest | null> {
  const { pathname } = new URL(request.url)
  const allowed = methodsOf(pathname, api)
  if (!allowed.includes(request.method))
    return { status: 405, reason: 'method-not-allowed', allow: allowed.join(', ') }
  if (!isDecodable(pathname)) return MALFORMED
  if (api || request.method !== 'POST') return null

  if (await isTooLarge(request)) return { status: 413, reason: 'too-large' }
  const isMultipart = MULTIPART.test(request.headers.get('content-type') ?? '')
  return !isMultipart || (await isForm(request)) ? null : MALFORMED
}

/** Files are read; pages and handlers for browsers are read or receive forms; handlers of the API answer for themselves. */
function methodsOf(pathname: string, api: boolean): string[] {
  if (isStaticFile(pathname)) return ['GET', 'HEAD']
  const methods = ['GET', 'HEAD', 'POST']
  return api ? [...methods, 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] : methods
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname)
    return true
  } catch {
    return false
  }
}

/** By what it says of its length; where it says nothing (RFC 9112, 7.1), by reading it: Next hands on ten megabytes at most. */
async function isTooLarge(request: Request): Promise<boolean> {
  const stated = request.headers.get('content-length')
  if (stated !== null) return Number(stated) > MAX_FORM_BYTES
  let bytes = 0
  for await (const chunk of request.clone().body ?? []) bytes += chunk.byteLength
  return bytes > MAX_FORM_BYTES
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
