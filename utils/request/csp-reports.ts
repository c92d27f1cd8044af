import { z } from 'zod'
import { routeAccess } from '@/utils/auth/routes'

/** What a browser has held back, as much of it as may be kept: no query, no fragment, nothing deeper than two segments. */
export type Violation = { directive: string; blocked: string; page: string }

const MAX_REPORTS = 20
const MAX_KINDS_PER_GROUP = 10
const WINDOW_MS = 60 * 60 * 1000

/** https://www.w3.org/TR/CSP3/#csp-directives: those that can be violated. */
const DIRECTIVES = new Set(
  `default-src script-src script-src-elem script-src-attr style-src style-src-elem style-src-attr img-src font-src connect-src
   media-src object-src frame-src child-src worker-src manifest-src base-uri form-action frame-ancestors sandbox
   require-trusted-types-for trusted-types`.split(/\s+/),
)

/** https://www.w3.org/TR/CSP3/#violation-resource, and the schemes that have no origin. */
const NO_ORIGIN = new Set(
  'inline eval wasm-eval trusted-types-policy trusted-types-sink data blob'.split(' '),
)

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
 * Counts violations by kind. Anyone may send reports, true ones and made-up ones, so a kind is worth a line the first, tenth,
 * hundredth time within an hour, and only so many kinds of a group are told apart: the others are told of together. There are
 * only so many groups, and none can be silenced by what is sent to another.
 *
 * @returns `count(violation)`: what is worth a line, with how often it was seen; undefined when nothing is.
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

/** What no one can make up more of: a directive there is, who may see the page, what was blocked there. */
function groupOf({ directive, blocked, page }: Violation): string {
  const place = page === 'elsewhere' ? page : routeAccess(page)
  return [
    DIRECTIVES.has(directive) ? directive : 'unknown',
    place,
    NO_ORIGIN.has(blocked) ? blocked : 'origin',
  ].join(' ')
}
