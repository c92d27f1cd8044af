import { z } from 'zod'
import { routeAccess } from '@/utils/auth/routes'

/** A violation, reduced to data that is safe to log: no query, no fragment, at most two path segments. */
export type Violation = { directive: string; blocked: string; page: string }

const MAX_REPORTS = 20
const MAX_KINDS_PER_GROUP = 10
const WINDOW_MS = 60 * 60 * 1000

/** https://www.w3.org/TR/CSP3/#csp-directives: the directives that can be violated. */
const DIRECTIVES = new Set(
  `default-src script-src script-src-elem script-src-attr style-src style-src-elem style-src-attr img-src font-src connect-src
   media-src object-src frame-src child-src worker-src manifest-src base-uri form-action frame-ancestors sandbox
   require-trusted-types-for trusted-types`.split(/\s+/),
)

/** https://www.w3.org/TR/CSP3/#violation-resource, and the schemes without an origin. */
const NO_ORIGIN = new Set(
  'inline eval wasm-eval trusted-types-policy trusted-types-sink data blob'.split(' '),
)

const text = z.string().max(4096)

/** https://www.w3.org/TR/CSP3/#violation-report, as sent by the Reporting API. */
const report = z.object({
  type: z.literal('csp-violation'),
  body: z.object({ documentURL: text, blockedURL: text.optional(), effectiveDirective: text }),
})

/** https://www.w3.org/TR/CSP3/#deprecated-serialize-violation: as sent by `report-uri`. */
const olderReport = z.object({
  'csp-report': z.object({
    'document-uri': text,
    'blocked-uri': text.optional(),
    'effective-directive': text.optional(),
    'violated-directive': text.optional(),
  }),
})

/** Parses both report formats of this site into violations. Anything else fails. */
export function cspReportSchema(siteUrl: string) {
  const violation = (page: string, blocked = '', directive = ''): Violation => ({
    directive: /^[a-z-]{1,40}/.exec(directive)?.[0] ?? 'unknown',
    blocked: originOf(blocked),
    page: pageOf(page, siteUrl),
  })
  const newer = z
    .array(report)
    .max(MAX_REPORTS)
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

/** The origin of a URL; keywords without one stay: inline, eval, data. */
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
 * Counts violations by kind. Anyone can send forged reports, so a kind is logged the 1st, 10th, 100th time within an hour. The
 * number of kinds per group is limited; further ones are counted together. The number of groups is limited, and reports for one
 * group cannot suppress another.
 *
 * @returns `count(violation)`: the violation to log with its count, or undefined.
 */
export function violationCounter() {
  let groups = new Map<string, Map<string, number>>()
  let since = Date.now()

  return function count(violation: Violation): (Violation & { times: number }) | undefined {
    if (Date.now() - since >= WINDOW_MS) {
      groups = new Map()
      since = Date.now()
    }
    const { directive, blocked, page } = violation
    const group = groupOf(violation)
    const kinds = groups.get(group) ?? new Map<string, number>()
    groups.set(group, kinds)

    const kind = `${blocked} ${page}`
    const known = kinds.has(kind) || kinds.size < MAX_KINDS_PER_GROUP
    const times = (kinds.get(known ? kind : 'others') ?? 0) + 1
    kinds.set(known ? kind : 'others', times)
    if (!/^10*$/.test(String(times))) return undefined
    return known ? { ...violation, times } : { directive, blocked: 'others', page: 'others', times }
  }
}

/** The group of a violation, of which there is a fixed number: directive, access to the page, kind of blocked resource. */
function groupOf({ directive, blocked, page }: Violation): string {
  const access = page === 'elsewhere' ? page : routeAccess(page)
  return [
    DIRECTIVES.has(directive) ? directive : 'unknown',
    access,
    NO_ORIGIN.has(blocked) ? blocked : 'origin',
  ].join(' ')
}
