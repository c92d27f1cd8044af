import { get, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { processSingleton } from '@/utils/process/process-singleton'

/** Requests a page as it is rendered for this very request. Any client may send it: it gets no more than without. */
export const RENDER_HEADER = 'x-render'

const DEADLINE_MS = 5_000

const known = processSingleton('the address of this server', () => ({
  address: null as { host: string; port: number } | null,
}))

/** Remembers where this server accepts connections: HOSTNAME and PORT do not tell at which of its addresses. */
export function rememberServerAddress({
  localAddress,
  localPort,
}: Pick<Socket, 'localAddress' | 'localPort'>): void {
  if (localAddress && localPort) known().address = { host: localAddress, port: localPort }
}

/** False before the first request, and if this server does not listen on TCP itself. */
export function knowsServerAddress(): boolean {
  return known().address !== null
}

/**
 * Requests a page of this server as a signed-out user without cookies.
 *
 * @param host the Host header of the request.
 * @throws an Error if the server does not respond, or if its address is unknown.
 */
export async function requestOwnPage(path: string, host: string): Promise<IncomingMessage> {
  const { address } = known()
  if (!address) throw new Error('The address of this server is unknown.')
  const headers = { host, [RENDER_HEADER]: '1' }
  return await new Promise((resolve, reject) => {
    const sent = get({ ...address, path, headers, agent: false, timeout: DEADLINE_MS }, resolve)
    sent.on('error', reject)
    sent.on('timeout', () => sent.destroy(new Error('The page was not rendered in time.')))
  })
}
