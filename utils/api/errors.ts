import 'server-only'
import type { z } from 'zod'
import type { DataError, DataResult } from '@/utils/data-result'
import { QUOTA_RETRY_AFTER_S, QUOTA_TEXT } from '@/utils/data-result'
import type { RateLimitedAttempt } from '@/utils/rate-limit/attempts'
import { tooManyAttemptsText } from '@/utils/rate-limit/too-many-attempts'
import { AAL2_REQUIRED } from '@/utils/request/decide'
import type { Caller } from './caller'
import { ApiError } from './response'

const RETRY_AFTER = { 'Retry-After': '5' }

/** There is no session. RFC 9110, 15.5.2: a 401 says how to authenticate. */
export const unauthenticated = () =>
  new ApiError(401, 'unauthenticated', 'Authentication required. Sign in, or send an access token.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  })

/** The token is invalid (RFC 6750, 3.1). `reason` is plain ASCII without quotation marks. */
export const invalidToken = (reason: string) =>
  new ApiError(401, 'invalid_token', reason, {
    headers: { 'WWW-Authenticate': `Bearer error="invalid_token", error_description="${reason}"` },
  })

/** The session of the caller has ended, or their access token is invalid. */
export const sessionEnded = (by: Caller['by']) =>
  by === 'cookie'
    ? unauthenticated()
    : invalidToken('The access token is invalid or expired, or its session has ended.')

export const authUnavailable = () =>
  new ApiError(503, 'auth_unavailable', 'Authentication is temporarily unavailable. Try again in a moment.', {
    headers: RETRY_AFTER,
  })

export const dataUnavailable = () =>
  new ApiError(503, 'unavailable', 'The data is temporarily unavailable. Try again in a moment.', {
    headers: RETRY_AFTER,
  })

/** RFC 6585, 4. */
export const tooManyCalls = (attempt: RateLimitedAttempt) =>
  new ApiError(429, 'too_many_requests', tooManyAttemptsText(attempt), {
    headers: { 'Retry-After': String(attempt.waitS) },
  })

export const quotaExceeded = () =>
  new ApiError(429, 'quota_exceeded', QUOTA_TEXT, { headers: { 'Retry-After': String(QUOTA_RETRY_AFTER_S) } })

/** The session lacks the user's second factor. */
export const aal2Required = () => new ApiError(403, 'aal2_required', AAL2_REQUIRED)

export const crossSite = () => new ApiError(403, 'cross_site', 'Cross-site requests are not allowed.')

export const forbidden = () => new ApiError(403, 'forbidden', 'You do not have access to this resource.')

export const notFound = () => new ApiError(404, 'not_found', 'The resource does not exist.')

/** RFC 9110, 15.5.6: a 405 lists the allowed methods. */
export const methodNotAllowed = (allowed: string) =>
  new ApiError(405, 'method_not_allowed', `Method not allowed. Use one of: ${allowed}.`, {
    headers: { Allow: allowed },
  })

export const tooLarge = () => new ApiError(413, 'too_large', 'The request body is too large.')

export const unsupportedMediaType = (types: readonly string[]) =>
  new ApiError(415, 'unsupported_media_type', `Unsupported content type. Use ${types.join(' or ')}.`)

export const malformedJson = () => new ApiError(400, 'malformed_json', 'The request body is not valid JSON.')

/** Input that does not match a schema: the first error of each field or parameter. */
export function invalidInput(issues: z.core.$ZodIssue[]): ApiError {
  const fields = new Map<string, string>()
  for (const issue of issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : issue.path.slice(0, 1).map(String)
    const message = issue.code === 'unrecognized_keys' ? 'This field cannot be set.' : issue.message
    for (const name of names) if (!fields.has(name)) fields.set(name, message)
  }
  if (fields.size === 0) return new ApiError(400, 'invalid_input', 'The request body must be a JSON object.')
  return new ApiError(400, 'invalid_input', 'Some fields are invalid.', {
    fields: Object.fromEntries(fields),
  })
}

const DATA_ERRORS: Record<DataError, () => ApiError> = {
  missing: notFound,
  forbidden,
  quota: quotaExceeded,
  unavailable: dataUnavailable,
}

/**
 * The data of a successful result.
 *
 * @throws ApiError otherwise: 404 (missing), 403 (forbidden), 429 (quota) or 503 (unavailable).
 */
export function unwrap<T>(result: DataResult<T>): T {
  if (result.ok) return result.data
  throw DATA_ERRORS[result.reason]()
}
