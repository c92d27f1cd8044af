import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { type Limit, type LimiterName, type Limits, SCOPES, type Scope } from './limits'

/** One of the counters of an attempt. */
export type Counter = { name: string; scope: Scope; key: string; limit: Limit }

/** Who makes the attempt. */
export type AttemptSubject = {
  /** An email address or user ID, whether the account exists or not. Only its hash is stored. */
  account?: string | undefined
  /** The key of a recognized device or of the user. */
  own?: string | undefined
  clientAddress?: string | undefined
}

/** The one key of the site-wide scopes. */
const SITE = 'site'

/** Finds the counters of an attempt. */
export function findCounters(
  limiter: LimiterName,
  limits: Limits,
  { account, own, clientAddress }: AttemptSubject,
): Counter[] {
  const owner = account && accountHash(account)
  const network = clientAddress && networkOf(clientAddress)
  const keys: Record<Scope, string | undefined> = {
    own,
    session: owner,
    'account-and-address': owner && `${owner}@${network ?? 'anywhere'}`,
    account: owner,
    address: network,
    site: SITE,
    unusual: SITE,
  }
  return SCOPES.flatMap((scope) => {
    const limit = limits[scope]
    const key = keys[scope]
    return limit && key ? [{ name: `${limiter}.${scope}`, scope, key, limit }] : []
  })
}

/** The key of an account in counters and cookies, independent of the case of the address. */
export function accountHash(account: string): string {
  return createHash('sha256').update(account.trim().toLowerCase()).digest('base64url')
}

/** The key of a signed-in user's attempts: per session, so that an attacker who knows the address cannot use them up. */
export function sessionLimiterKey({ id, sessionId }: { id: string; sessionId: string }): string {
  return `${id}/${sessionId}`
}

/** The key of an account: its address. A user of single sign-on may share that with another account, and a guest has none. */
export function accountLimiterKey({
  id,
  email,
  ssoProvider,
}: {
  id: string
  email: string
  ssoProvider?: string | undefined
}): string {
  return ssoProvider ? id : email || id
}

/** A client with one IPv6 address has 2^64 of them: the first half identifies it (RFC 6177). */
function networkOf(clientAddress: string): string {
  if (!isIPv6(clientAddress)) return clientAddress
  const [head = '', tail = ''] = clientAddress.split('%')[0]?.split('::') ?? []
  const groups = (part: string) => (part ? part.split(':') : [])
  const missing = Math.max(0, 8 - groups(head).length - groups(tail).length)
  const all = [
    ...groups(head),
    ...(clientAddress.includes('::') ? Array(missing).fill('0') : []),
    ...groups(tail),
  ]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::`
}
