import { isIP } from 'node:net'

/** What stands between this server and its clients. */
export type Network = {
  /** True on Vercel, whose edge overwrites its own headers: https://vercel.com/docs/headers/request-headers */
  vercel: boolean
  /** How many proxies of our own append to X-Forwarded-For. */
  trustedProxies: number
}

/**
 * Finds out who is asking. X-Forwarded-For begins with whatever the client wrote there; only the entries that our own proxies
 * appended are true, so the client's is the one that many places from the end
 * (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#selecting_an_ip_address).
 *
 * @returns an IPv4 or IPv6 address, or undefined when no one trustworthy names one.
 */
export function clientAddress(headers: Headers, { vercel, trustedProxies }: Network): string | undefined {
  if (vercel) return plainAddress(headers.get('x-vercel-forwarded-for') ?? headers.get('x-real-ip'))
  if (trustedProxies === 0) return undefined
  return plainAddress(headers.get('x-forwarded-for')?.split(',').at(-trustedProxies))
}

/** True when clientAddress can find addresses at all. */
export function canResolveClientAddress({ vercel, trustedProxies }: Network): boolean {
  return vercel || trustedProxies > 0
}

/** An address without port, brackets, and the prefix of an IPv4 address in an IPv6 socket. */
function plainAddress(entry: string | null | undefined): string | undefined {
  const text = entry?.trim() ?? ''
  const address = /^\[(.+)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIP(plain) ? plain : undefined
}
