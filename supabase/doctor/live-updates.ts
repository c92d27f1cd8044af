import { RealtimeClient } from '@supabase/realtime-js'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const CHECK = 'live-updates'

const SETTINGS = 'in the dashboard, under Realtime, Settings'

/** Checks that browsers reach Realtime, and that it accepts private channels only. Sends no message. */
export async function checkLiveUpdates({ env }: Project): Promise<Finding[]> {
  if (!env.liveUpdates) return []
  if (env.sessionTimeouts)
    return [warning(CHECK, 'LIVE_UPDATES has no effect while SESSION_TIMEOUTS is on: turn one of them off.')]
  const result = await joinPublicChannel(`${env.supabaseUrl}/realtime/v1`, env.publishableKey)
  if (result.includes('PrivateOnly'))
    return [ok(CHECK, 'Realtime responds and accepts private channels only.')]
  return result === 'SUBSCRIBED'
    ? [
        warning(
          CHECK,
          `Realtime accepts public channels, which the app does not use and anyone can send to. Turn off "Allow public access" ${SETTINGS}.`,
        ),
      ]
    : [
        failure(
          CHECK,
          `Realtime does not accept connections at ${env.supabaseUrl}, so pages change only when they are reloaded. Turn on the Realtime service ${SETTINGS}.`,
        ),
      ]
}

/** Joins a public channel for a moment. Returns SUBSCRIBED, or why it was rejected. */
async function joinPublicChannel(url: string, apikey: string): Promise<string> {
  const client = new RealtimeClient(url, { params: { apikey }, timeout: 8_000 })
  try {
    return await new Promise((resolve) => {
      client.channel('doctor').subscribe((status, error) => resolve(error?.message ?? status))
    })
  } finally {
    await client.disconnect()
  }
}
