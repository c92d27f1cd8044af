import { z } from 'zod'

/** What a browser has held back, as much of it as may be kept: no query, no fragment, nothing deeper than two segments. */
export type Violation = { directive: string; blocked: string; page: string }

const MOST_REPORTS = 20
const MOST_KINDS = 500

const text = z.string().max(4096)

/** https://www.w3.org/TR/CSP3/#violation-report, as the Reporting API sends it. */
const report = z.object({
  type: z.literal('csp-violation'),
  body: z.object({ documentURL: text, blockedURL: text.optional(), effectiveDirective: text }),
})

/** https://www.w3.org/TR/CSP3/#deprecated-serialize-violation: what `report-uri` sends. */
const olderReport = z.object({
  'csp-report': z.object({
    'document-uri': text,
    'blocked-uri': text.optional(),
    'effective-directive': text.optional(),
    'violated-directive': text.optional(),
  }),
})

/** Both forms of a report, of a page of this site, as violations. Anything else fails. */
export function cspReports(siteUrl: string) {
  const violation = (page: string, blocked = '', directive = ''): Violation => ({
    directive: /^[a-z-]{1,40}/.exec(directive)?.[0] ?? 'unknown',
    blocked: originOf(blocked),
    page: pageOf(page, siteUrl),
  })
  const newer = z
    .array(report)
    .max(MOST_REPORTS)
    .transform((reports) =>
      reports.map(({ body }) => violation(body.documentURL, body.blockedURL, body.effectiveDirective)),
    )
  const older = olderReport.transform(({ 'csp-report': body }) => [
    violation(
      body['document-uri'],
      body['blocked-uri'],
      body['effective-directive'] ?? body['violated-directive'],
    ),
  ])
  return z.union([newer, older])
}

/** An address's origin; what has none keeps its word: inline, eval, data. */
function originOf(blocked: string): string {
  const url = URL.parse(blocked)
  if (url?.host) return `${url.protocol}//${url.host}`
  return /^[a-z-]{1,20}/.exec(blocked)?.[0] ?? 'unknown'
}

function pageOf(address: string, siteUrl: string): string {
  const url = URL.parse(address)
  if (url?.origin !== siteUrl) return 'elsewhere'
  return url.pathname.split('/').slice(0, 3).join('/')
}

/**
 * Counts violations by kind. Anybody may send reports, so a kind is worth a line the first, tenth, hundredth time, and there
 * are only so many kinds.
 *
 * @returns `count(violation)`: how often it was seen, or undefined when that is not worth a line.
 */
export function violationCounter() {
  const seen = new Map<string, number>()
  return function count({ directive, blocked, page }: Violation): number | undefined {
    const kind = `${directive} ${blocked} ${page}`
    const times = (seen.get(kind) ?? 0) + 1
    if (times === 1 && seen.size >= MOST_KINDS) return undefined
    seen.set(kind, times)
    return /^10*$/.test(String(times)) ? times : undefined
  }
}
