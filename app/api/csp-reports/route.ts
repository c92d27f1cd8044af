import { publicEndpoint } from '@/utils/api/endpoint'
import { invalidInput } from '@/utils/api/errors'
import { readJson } from '@/utils/api/read-json'
import { jsonResponse } from '@/utils/api/response'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { cspReportSchema, violationCounter } from '@/utils/request/csp-reports'

const TYPES = ['application/reports+json', 'application/csp-report', 'application/json']

const count = violationCounter()

/** Where browsers report what the Content-Security-Policy held back, if CSP_REPORT_URI names this address. It becomes a line in the log. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  POST: async (request) => {
    const { data, error } = cspReportSchema(env().siteUrl).safeParse(await readJson(request, TYPES))
    if (error) throw invalidInput(error.issues)
    for (const violation of data) {
      const told = count(violation)
      if (told) await logRequestEvent({ event: 'csp.violation', ...told })
    }
    return jsonResponse(204)
  },
})
