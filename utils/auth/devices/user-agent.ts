/** The product name of this server, used where a browser's User-Agent is rejected. */
const OWN_NAME = 'supabase-auth-starter/1'

const MASKED = /^supabase-auth-starter\/1 \(client=([\w-]+)\)$/

/**
 * Wraps the client's User-Agent in that of this server, so that no gateway takes it for a browser. Sessions and the audit log
 * store the result.
 *
 * @param userAgent the client's; null if there was none.
 */
export function maskUserAgent(userAgent: string | null): string {
  return userAgent ? `${OWN_NAME} (client=${Buffer.from(userAgent).toString('base64url')})` : OWN_NAME
}

/**
 * Restores the client's User-Agent from a stored one. A client that sends a masked one itself gains nothing: a User-Agent is
 * never trusted.
 *
 * @param stored masked, or as the client sent it; null if there was none.
 */
export function unmaskUserAgent(stored: string | null): string | null {
  if (stored === OWN_NAME) return null
  const [, client] = MASKED.exec(stored ?? '') ?? []
  return client ? Buffer.from(client, 'base64url').toString() : stored
}
