import type { ApiKey } from '../http/api-key.ts'
import { AuthError, RollbackWithResponse } from './auth-error.ts'
import { checkCaptcha } from './captcha.ts'
import { findEndpoint } from './endpoints.ts'
import { errorResponse, unexpectedFailure } from './error-response.ts'
import { parseBody } from './read-body.ts'
import type { AuthServices, Sql } from './request-context.ts'

/** Runs work in one transaction, which an error rolls back. */
export type InTransaction = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>

/**
 * Responds to a request under /auth/v1 as the real Auth server does.
 * @param from the gateway's data about the client.
 * @returns the response; 500 for an unexpected failure.
 */
export async function handleAuthRequest(
  services: AuthServices,
  inTransaction: InTransaction,
  request: Request,
  from: { apiKey: ApiKey; ip: string },
): Promise<Response> {
  const answered = Promise.withResolvers<void>()
  const url = new URL(request.url)
  const name = url.pathname.replace(/^\/auth\/v1/, '')
  const endpoint = findEndpoint(request.method, name)
  try {
    const body = request.method === 'GET' ? {} : await parseBody(request, name === '/sso/saml/acs')
    if (from.apiKey !== 'secret')
      await checkCaptcha(services.settings, name, url.searchParams.get('grant_type'), body)
    const outbox = services.openOutbox()
    const mailer = outbox.write
    const response = await inTransaction((sql) =>
      endpoint({ ...services, ...from, request, url, body, answered: answered.promise, mailer, sql }),
    )
    await outbox.send(request.signal)
    return response
  } catch (error) {
    if (error instanceof AuthError) return errorResponse(error, request)
    if (error instanceof RollbackWithResponse) return error.response
    console.error(error)
    return errorResponse(unexpectedFailure, request)
  } finally {
    answered.resolve()
  }
}
