import 'server-only'
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi'
import { isMonitoringPath } from '@/utils/auth/routes'
import type { Handler } from './endpoint'
import type { Declaration, ErrorStatus } from './operation'
import { errorSchema } from './response'

type Described = NonNullable<Handler['described']>

const header = (description: string) => ({
  description,
  required: true,
  schema: { type: 'string' as const },
})
const RETRY_AFTER = { 'Retry-After': header('Seconds to wait.') }

/** The headers that every response with this status has. */
const HEADERS: Record<number, Record<string, ReturnType<typeof header>>> = {
  201: { Location: header('The address of the new resource.') },
  401: { 'WWW-Authenticate': header('RFC 6750: Bearer, and what is wrong with the token.') },
  429: RETRY_AFTER,
  503: RETRY_AFTER,
}

const error = (status: ErrorStatus, id: string, description: string): ZodOpenApiResponseObject => ({
  id,
  description,
  ...(HEADERS[status] && { headers: HEADERS[status] }),
  content: { 'application/json': { schema: errorSchema } },
})

const ERRORS: Record<ErrorStatus, ZodOpenApiResponseObject> = {
  400: error(400, 'InvalidInput', 'The body is not JSON, or a field or parameter is invalid.'),
  401: error(401, 'Unauthenticated', 'There is no session, or the token is invalid or has expired.'),
  403: error(
    403,
    'Forbidden',
    'This belongs to another user, the session lacks the second factor of its user (aal2_required), or a change by cookie came from another site.',
  ),
  404: error(404, 'NotFound', 'This does not exist, or it belongs to another user.'),
  409: error(
    409,
    'Conflict',
    'The data does not allow this: the address is taken (slug_taken), an organization would have no owner (last_owner), this is your own membership (own_membership), or it expires (own_membership_expires).',
  ),
  413: error(413, 'TooLarge', 'The body is too large.'),
  415: error(415, 'UnsupportedMediaType', 'The body was not sent as application/json.'),
  429: error(429, 'TooManyRequests', 'Too many requests in a minute.'),
  503: error(
    503,
    'Unavailable',
    'The session or the data is unavailable right now. A change may have been made: read the data before you try again.',
  ),
}

/**
 * Describes one method of an endpoint as OpenAPI.
 *
 * @param path the address of the endpoint, as in the description.
 */
export function describeOperation(
  { declaration, isPublic }: Described,
  path: string,
): ZodOpenApiOperationObject {
  const { operationId, summary, params, query, body, example } = declaration
  const errors = errorsOf(declaration, isPublic, path).map((status) => [status, ERRORS[status]])
  return {
    operationId,
    summary,
    ...(isPublic && { security: [] }),
    requestParams: {
      ...(params && { path: z.object(params) }),
      ...(query && { query: z.object(query).partial() }),
    },
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: body, example } } },
    }),
    responses: { ...Object.fromEntries(errors), ...successes(declaration) },
  }
}

function successes({ responses, result }: Declaration): Record<string, ZodOpenApiResponseObject> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, description]) => {
      const headers = HEADERS[Number(status)]
      const content = result && { content: { 'application/json': { schema: result } } }
      return [status, { description, ...(headers && { headers }), ...content }]
    }),
  )
}

/** The errors that `endpoint` raises before or while it calls the operation, and the operation's own. */
function errorsOf({ errors = [], ...input }: Declaration, isPublic: boolean, path: string) {
  const hasInput = input.params || input.query || input.body
  const statuses: ErrorStatus[] = [
    ...errors,
    ...(isMonitoringPath(path) ? [] : ([429] as const)),
    ...(isPublic ? [] : ([401, 403, 503] as const)),
    ...(hasInput ? ([400] as const) : []),
    ...(input.body ? ([413, 415] as const) : []),
  ]
  return [...new Set(statuses)]
}
