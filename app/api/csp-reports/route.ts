import { publicEndpoint } from '@/utils/api/endpoint'
import { invalidInput } from '@/utils/api/errors'
import { undocumented } from '@/utils/api/operation'
import { readJson } from '@/utils/api/read-json'
import { jsonResponse } from '@/utils/api/response'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { cspReportSchema, violationCounter } from '@/utils/request/csp-reports'

const TYPES = ['application/reports+json', 'application/csp-report', 'application/json']

const count = violationCounter()

/**
 * Receives the browsers' reports on the Content-Security-Policy, if CSP_REPORT_URI names this address, and logs them. The
 * description of the API leaves it out: browsers alone send these, in formats of the platform.
 */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  POST: undocumented(async (_call, request) => {
    const { data, error } = cspReportSchema(env().siteUrl).safeParse(await readJson(request, TYPES))
    if (error) throw invalidInput(error.issues)
    for (const violation of data) {
      const counted = count(violation)
      if (counted) await logRequestEvent({ event: 'csp.violation', ...counted })
    }
    return jsonResponse(204)
  }),
})
