import { expect } from 'vitest'
import { inlineScriptHashes } from './inline-scripts'

/** A nonce that clients send in request headers; no response may repeat it. */
export const EVIL_NONCE = 'ZXZpbGV2aWxldmlsZXZpbA=='

const nonces = new Set<string>()

/** A page that is the same for every signed-out user may run the inline scripts of its bytes, and no others. */
export async function expectSafeFromCache(response: Response): Promise<void> {
  const rules = expectPolicy(response)
  const text = await response.text()
  expect(rules).toContain(`script-src 'self' ${inlineScriptHashes(text).join(' ')}`)
  expect(rules).toContain(`style-src 'self'`)
  expect(response.headers.get('cache-control')).toBe('private, no-cache')
  expect(response.headers.getSetCookie()).toEqual([])
  expect(text).not.toMatch(/<(script|style)[^>]* nonce=/)
  expectNoHandlers(response, text)
}

/** What every other response has to contain, and each of its scripts. */
export async function expectSafe(response: Response): Promise<string> {
  const { headers } = response
  const policy = headers.get('content-security-policy') ?? ''
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
  expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
  expect(nonces.has(nonce)).toBe(false)
  nonces.add(nonce)
  expect(expectPolicy(response)).toContain(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`)
  expect(headers.get('cache-control')).toMatch(/no-store/)

  const text = await response.text()
  for (const [tag] of text.matchAll(/<(script|style)[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`)
  expectNoHandlers(response, text)
  return text
}

/** What every policy contains. @returns its directives. */
function expectPolicy(response: Response): string[] {
  const { headers } = response
  const policy = headers.get('content-security-policy') ?? ''
  const rules = policy.split('; ')
  for (const rule of ["object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"])
    expect(rules).toContain(rule)
  expect(policy).not.toContain('unsafe-')
  expect(rules).toContain('report-uri /api/csp-reports')
  expect(headers.get('reporting-endpoints')).toBe(`csp="${new URL(response.url).origin}/api/csp-reports"`)
  expectPlain(headers)
  return rules
}

/** Nothing sent by the client, no stack trace, and no inline code of HTML attributes. */
function expectNoHandlers({ headers }: Response, text: string): void {
  expect([...headers.values()].join() + text).not.toContain(EVIL_NONCE)
  expect(text).not.toMatch(/\.next\/server|node_modules|at async/)
  expect(text.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/<[^>]+ (on\w+|style)="/)
}

/** The security headers of every response, pages or not. */
export function expectPlain(headers: Headers): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toContain('camera=()')
  expect(headers.get('referrer-policy')).toMatch(/^(strict-origin-when-cross-origin|no-referrer)$/)
  expect(headers.has('x-powered-by')).toBe(false)
  expect(headers.has('strict-transport-security')).toBe(false)
  expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
}
