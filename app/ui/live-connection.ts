import { RealtimeClient } from '@supabase/realtime-js'
import { createTokenSource } from './live-token'

const MAX_DELAY_MS = 60_000
/** After so many failures in a row, only a page that is shown again or a network that is back starts another attempt. */
const MAX_FAILURES = 8

export type LiveChannels = { realtimeUrl: string; publishableKey: string; topics: string[] }

/**
 * Joins private Realtime channels, and joins them again with a new access token after any failure: after 1, 2, 4 seconds and so on.
 * While the page is not shown, it is disconnected, so that the browser may keep it in memory.
 *
 * @param onChange called for every message, and after a connection that was lost: messages may have been missed. Also if the session
 *   has ended; then nothing is joined again.
 * @returns ends the connection.
 */
export function connect({ realtimeUrl, publishableKey, topics }: LiveChannels, onChange: () => void) {
  let current: RealtimeClient | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let hasMissed = false

  async function start() {
    clearTimeout(timer)
    if (current) return
    const tokens = createTokenSource()
    const client = new RealtimeClient(realtimeUrl, {
      params: { apikey: publishableKey },
      accessToken: tokens.current,
      // A new client takes its place.
      reconnectAfterMs: () => MAX_DELAY_MS,
    })
    current = client
    const first = await tokens.first()
    if (current !== client) return
    if (first === 'signed-out') return onChange()
    if (first === 'unavailable') return fail(client)
    // The first request to join contains the token only if it is set before.
    await client.setAuth()
    if (current !== client) return
    try {
      for (const topic of topics)
        client
          .channel(topic, { config: { private: true } })
          .on('broadcast', { event: '*' }, onChange)
          .subscribe((status) => (status === 'SUBSCRIBED' ? joined(client) : fail(client)))
    } catch {
      // A browser may forbid the connection.
      fail(client)
    }
  }

  function joined(client: RealtimeClient) {
    if (current !== client) return
    failures = 0
    if (hasMissed) onChange()
    hasMissed = false
  }

  function stop() {
    clearTimeout(timer)
    const client = current
    current = undefined
    client?.disconnect()
  }

  function fail(client: RealtimeClient) {
    if (current !== client) return
    stop()
    hasMissed = true
    failures += 1
    if (failures > MAX_FAILURES) return
    const delayMs = Math.min(MAX_DELAY_MS, 1000 * 2 ** (failures - 1))
    timer = setTimeout(start, delayMs * (0.5 + Math.random() / 2))
  }

  function resume() {
    if (document.hidden) return
    failures = 0
    start()
  }

  function leave() {
    stop()
    hasMissed = true
  }

  const events = [
    [window, 'pagehide', leave],
    [window, 'pageshow', resume],
    [window, 'online', resume],
    [document, 'visibilitychange', resume],
  ] as const
  for (const [target, name, listener] of events) target.addEventListener(name, listener)
  start()
  return () => {
    for (const [target, name, listener] of events) target.removeEventListener(name, listener)
    stop()
  }
}
