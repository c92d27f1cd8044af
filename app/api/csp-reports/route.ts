import { answer } from '@/utils/api/answer'
import { publicEndpoint } from '@/utils/api/endpoint'
import { readJson } from '@/utils/api/read-json'
import { invalidInput } from '@/utils/api/refusals'
import { cspReports, violationCounter } from '@/utils/csp-reports'
import { env } from '@/utils/env'
import { report } from '@/utils/log/report'

const TYPES = ['application/reports+json', 'application/csp-report', 'application/json']

const count = violationCounter()

/** Where browsers report what the Content-Security-Policy held back, if CSP_REPORT_URI names this address. It becomes a line in the log. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicEndpoint({
  POST: async (request) => {
    const { data, error } = cspReports(env().siteUrl).safeParse(await readJson(request, TYPES))
    if (error) throw invalidInput(error.issues)
    for (const violation of data) {
      const told = count(violation)
      if (told) await report({ event: 'csp.violation', ...told })
    }
    return answer(204)
  },
})
