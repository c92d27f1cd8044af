import { randomUUID } from 'node:crypto'
import { AuthError } from './auth-error.ts'

const versionHeader = 'X-Supabase-Api-Version'

/** The response to an unexpected error. */
export const unexpectedFailure = new AuthError(
  500,
  'unexpected_failure',
  'Unexpected failure, please check server logs for more information',
)

/**
 * Writes an error in the format the client requested: from API version 2024-01-01 on `{ code, message }`,
 * before that `{ code: <status>, error_code, msg }`. With a status of 500 or more it has an `error_id`, except an unexpected failure.
 */
export function errorResponse(error: AuthError, request: Request): Response {
  const recent = (request.headers.get(versionHeader) ?? '') >= '2024-01-01'
  const code = error.code || (error.status === 500 ? 'unexpected_failure' : 'unknown')
  const id = error.status >= 500 && error !== unexpectedFailure && { error_id: randomUUID() }
  const body = recent
    ? { code, message: error.message, ...error.details }
    : { code: error.status, error_code: code, ...id, msg: error.message, ...error.details }
  // Three responses of the real server have no such header.
  const named =
    error !== unexpectedFailure && error.code !== '' && !(recent && error.code === 'weak_password')
  const headers = {
    ...(named && { 'X-Sb-Error-Code': error.code }),
    ...(recent && { [versionHeader]: '2024-01-01' }),
  }
  return Response.json(body, { status: error.status, headers })
}
