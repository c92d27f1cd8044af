/** What this server calls itself where a browser's name must not stand. */
const OWN_NAME = 'supabase-auth-starter/1'

const MASKED = /^supabase-auth-starter\/1 \(client=([\w-]+)\)$/

/**
 * A User-Agent of our own that carries the visitor's in a form which no gateway takes for a browser's. Sessions and the audit log
 * keep it.
 *
 * @param userAgent the visitor's; null when there was none.
 */
export function maskUserAgent(userAgent: string | null): string {
  return userAgent ? `${OWN_NAME} (client=${Buffer.from(userAgent).toString('base64url')})` : OWN_NAME
}

/**
 * The visitor's User-Agent behind one that was kept. It proves nothing either way: a visitor who sends a masked one says no more
 * with it than with what is in it.
 *
 * @param kept masked, or as the visitor sent it; null when there was none.
 */
export function unmaskUserAgent(kept: string | null): string | null {
  if (kept === OWN_NAME) return null
  const [, client] = MASKED.exec(kept ?? '') ?? []
  return client ? Buffer.from(client, 'base64url').toString() : kept
}
