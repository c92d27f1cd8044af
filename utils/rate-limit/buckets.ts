import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { Limit, Limits, Matter, Scope } from './limits'

/** One counter among those that a try goes through. */
export type Bucket = { name: string; scope: Scope; key: string; limit: Limit }

/** Whose try it is, as far as anybody knows. */
export type Who = { account?: string | undefined; address?: string | undefined }

/** From the narrowest to the widest: what one refuses does not reach the next. */
const SCOPES: Scope[] = ['account-and-address', 'account', 'address', 'everybody']

/**
 * Finds the counters of a try.
 *
 * @param account an email address or an id, known or not: the same counters, so that they tell nothing. Only its hash is kept.
 */
export function bucketsOf(matter: Matter, limits: Limits, { account, address }: Who): Bucket[] {
  const owner = account && createHash('sha256').update(account.trim().toLowerCase()).digest('base64url')
  const place = address && network(address)
  const keys: Record<Scope, string | undefined> = {
    'account-and-address': owner && `${owner}@${place ?? 'anywhere'}`,
    account: owner,
    address: place,
    everybody: 'everybody',
  }
  return SCOPES.flatMap((scope) => {
    const limit = limits[scope]
    const key = keys[scope]
    return limit && key ? [{ name: `${matter}.${scope}`, scope, key, limit }] : []
  })
}

/** Whoever has one IPv6 address has 2^64 of them: the first half is who they are (RFC 6177). */
function network(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const groups = (part: string) => (part ? part.split(':') : [])
  const missing = Math.max(0, 8 - groups(head).length - groups(tail).length)
  const all = [...groups(head), ...(address.includes('::') ? Array(missing).fill('0') : []), ...groups(tail)]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::`
}
