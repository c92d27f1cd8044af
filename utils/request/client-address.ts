import { isIP } from 'node:net'

/** The proxies between this server and its clients. */
export type Network = {
  /** True on Vercel, whose edge overwrites these headers: https://vercel.com/docs/headers/request-headers */
  vercel: boolean
  /** The number of trusted proxies that append to X-Forwarded-For. */
  trustedProxies: number
}

/**
 * Resolves the client's address. X-Forwarded-For starts with entries that the client may have forged. Only those that trusted
 * proxies have appended count, so the client's address is at that position from the end
 * (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#selecting_an_ip_address).
 *
 * @returns an IPv4 or IPv6 address, or undefined if no trusted proxy has set one.
 */
export function clientAddress(headers: Headers, { vercel, trustedProxies }: Network): string | undefined {
  if (vercel) return plainAddress(headers.get('x-vercel-forwarded-for') ?? headers.get('x-real-ip'))
  if (trustedProxies === 0) return undefined
  return plainAddress(headers.get('x-forwarded-for')?.split(',').at(-trustedProxies))
}

/** True if clientAddress can resolve addresses in this environment. */
export function canResolveClientAddress({ vercel, trustedProxies }: Network): boolean {
  return vercel || trustedProxies > 0
}

/** Removes the port, brackets, and the prefix of an IPv4-mapped address. */
function plainAddress(entry: string | null | undefined): string | undefined {
  const text = entry?.trim() ?? ''
  const address = /^\[(.+)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIP(plain) ? plain : undefined
}
