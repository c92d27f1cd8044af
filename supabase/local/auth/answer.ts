import type { ApiKey } from '../http/api-key.ts'
import { AuthError } from './auth-error.ts'
import type { AuthServices, Sql } from './call.ts'
import { checkCaptcha } from './captcha.ts'
import { endpointsAt } from './endpoints.ts'
import { errorResponse } from './error-response.ts'
import { parseBody } from './read-body.ts'

/** Runs work in one transaction, which an error undoes. */
export type InTransaction = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>

/**
 * Answers a request under /auth/v1 as the real Auth server does.
 * @param from what the gateway found out about the caller.
 * @returns the answer; 404 or 405 as JSON where there is no such endpoint, 500 when something unforeseen fails.
 */
export async function answerAuth(
  services: AuthServices,
  inTransaction: InTransaction,
  request: Request,
  from: { apiKey: ApiKey; ip: string },
): Promise<Response> {
  const answered = Promise.withResolvers<void>()
  const url = new URL(request.url)
  const name = url.pathname.replace(/^\/auth\/v1/, '')
  const path = endpointsAt(name)
  const endpoint = path?.[request.method]
  try {
    if (!path) throw new AuthError(404, 'not_found', 'No such endpoint')
    if (!endpoint) throw new AuthError(405, 'method_not_allowed', 'Method not allowed')
    const body = request.method === 'GET' ? {} : await parseBody(request)
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
    console.error(error)
    return errorResponse(new AuthError(500, 'unexpected_failure', 'Unexpected failure, see the log'), request)
  } finally {
    answered.resolve()
  }
}
