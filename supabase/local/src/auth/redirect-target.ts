import type { Settings } from '../settings-schema.ts'
import type { RequestContext } from './request-context.ts'

/**
 * Returns where an email link leads: the requested redirect (header or query), else the page the request came from, else the
 * site URL. Only allowed redirect URLs count.
 */
export function getRedirectTarget({ request, url, settings }: RequestContext): string {
  const requested = request.headers.get('redirect_to') || url.searchParams.get('redirect_to')
  const candidates = [requested, request.headers.get('Referer')]
  return (
    candidates.find((candidate) => candidate && isAllowedRedirect(candidate, settings)) || settings.site_url
  )
}

/** Whether a URL belongs to the site, is a loopback address, or matches `additional_redirect_urls`. */
export function isAllowedRedirect(address: string, settings: Settings['auth']): boolean {
  if (!URL.canParse(address) || !URL.canParse(settings.site_url)) return false
  const target = new URL(address)
  const site = new URL(settings.site_url)
  // A host that looks different from what it is, such as a number in place of an IP address.
  if (!address.toLowerCase().includes(target.hostname)) return false
  if (target.origin === site.origin) return true
  if (target.protocol === site.protocol && target.hostname === site.hostname && isLoopback(site.hostname))
    return true
  if (/^\[|^[\d.]+$/.test(target.hostname)) return isLoopback(target.hostname)
  const withoutHash = address.replace(/#.*$/s, '')
  return settings.additional_redirect_urls.some((pattern) => globExpression(pattern).test(withoutHash))
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

/** `*` matches anything but a dot or a slash, `**` anything, `?` one character. */
function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\*\*|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '**') return '.*'
    if (part === '*') return '[^./]*'
    return part === '?' ? '[^./]' : `\\${part}`
  })
  return new RegExp(`^${source}$`, 's')
}
