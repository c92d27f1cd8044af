import type { ApiKey } from '../http/api-key.ts'
import { AuthError, UndoneWith } from './auth-error.ts'
import type { AuthServices, Sql } from './call.ts'
import { checkCaptcha } from './captcha.ts'
import { endpointFor } from './endpoints.ts'
import { errorResponse, unforeseen } from './error-response.ts'
import { parseBody } from './read-body.ts'

/** Runs work in one transaction, which an error undoes. */
export type InTransaction = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>

/**
 * Answers a request under /auth/v1 as the real Auth server does.
 * @param from what the gateway found out about the caller.
 * @returns the answer; 500 when something unforeseen fails.
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
  const endpoint = endpointFor(request.method, name)
  try {
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
    if (error instanceof UndoneWith) return error.response
    console.error(error)
    return errorResponse(unforeseen, request)
  } finally {
    answered.resolve()
  }
}
