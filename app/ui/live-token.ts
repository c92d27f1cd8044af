/** Realtime asks for a token every 25 seconds and closes a channel whose token has expired. */
const RENEW_BEFORE_MS = 60_000

type LiveToken = { accessToken: string; expiresInS: number }
type Outcome = LiveToken | 'signed-out' | 'unavailable'

/** Requests the access token of the session for Realtime, and keeps it in memory until shortly before it expires. */
export function createTokenSource() {
  let token: string | null = null
  let renewAt = 0
  let request: Promise<Outcome> | undefined

  async function renew(): Promise<Outcome> {
    request ??= requestToken().finally(() => {
      request = undefined
    })
    const outcome = await request
    if (typeof outcome === 'object') {
      token = outcome.accessToken
      renewAt = Date.now() + outcome.expiresInS * 1000 - RENEW_BEFORE_MS
    }
    return outcome
  }

  return {
    first: renew,
    async current(): Promise<string | null> {
      if (Date.now() >= renewAt) await renew()
      return token
    },
  }
}

async function requestToken(): Promise<Outcome> {
  try {
    const response = await fetch('/live-token', { method: 'POST', redirect: 'manual', cache: 'no-store' })
    if (response.type === 'opaqueredirect') return 'signed-out'
    return response.ok ? ((await response.json()) as LiveToken) : 'unavailable'
  } catch {
    return 'unavailable'
  }
}
