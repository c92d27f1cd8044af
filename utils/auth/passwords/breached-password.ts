import 'server-only'
import { createHash } from 'node:crypto'
import { env } from '@/utils/env'
import { UpstreamError, upstreamReporter } from '@/utils/log/upstream-failure'

const DEADLINE_MS = 2000

/**
 * Looks up a password in known breaches without revealing it: only the first five of 40 hexadecimal characters of its SHA-1 leave
 * this server, and the length of the response is padded (https://haveibeenpwned.com/API/v3#PwnedPasswords).
 *
 * @returns false also if the lookup is disabled, fails, or takes more than two seconds, so that it never blocks a user.
 */
export async function isBreachedPassword(password: string): Promise<boolean> {
  const { breachUrl } = env()
  if (!breachUrl) return false

  const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
  const call = {
    upstream: 'breached-passwords',
    url: `${breachUrl}/range`,
    since: performance.now(),
  } as const
  try {
    const response = await fetch(`${breachUrl}/range/${hash.slice(0, 5)}`, {
      headers: { 'Add-Padding': 'true' },
      signal: AbortSignal.timeout(DEADLINE_MS),
      cache: 'no-store',
    })
    if (!response.ok) throw new UpstreamError('status', response.status)
    return lists(await response.text(), hash.slice(5))
  } catch (error) {
    upstreamReporter({})(call, error)
    return false
  }
}

/** Whether a suffix is listed with a count. Padding has a count of zero. */
function lists(body: string, suffix: string): boolean {
  return body.split('\n').some((line) => {
    const [listed, seen] = line.trim().split(':')
    return listed?.toUpperCase() === suffix && Number(seen) > 0
  })
}
