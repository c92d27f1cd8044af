import type { AuthError } from './auth-error.ts'

/** OAuth error codes by HTTP status: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
const byStatus: Record<number, string> = {
  400: 'invalid_request',
  401: 'unauthorized_client',
  403: 'access_denied',
  500: 'server_error',
  503: 'temporarily_unavailable',
}

const denied = new Set(['signup_disabled', 'user_banned', 'provider_email_needs_verification'])

/** The error parameters in the redirect of an email's link. */
export function linkError({ status, code, message }: AuthError): Record<string, string> {
  const error = byStatus[status]
  return { ...(error && { error }), error_code: code, error_description: message }
}

/** The error parameters in the redirect of a provider's callback. */
export function callbackError(error: AuthError): Record<string, string> {
  const name = denied.has(error.code) ? 'access_denied' : 'server_error'
  return {
    error: name,
    ...(!denied.has(error.code) && linkError(error)),
    error_code: error.code,
    error_description: error.message,
  }
}
