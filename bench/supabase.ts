import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sessionCookie } from '../utils/supabase/session-cookies.ts'
import type { Command, Reply } from './supabase-server.ts'

export type CannedSupabase = {
  url: string
  /** Delays every response of the Auth API, and none of the data API. */
  delay(ms: number): Promise<void>
  /** The Cookie header of a signed-in browser, with a valid or an expired access token. */
  cookie(kind: 'fresh' | 'expired'): Promise<{ name: string; value: string }>
  /** `METHOD /path` of every request since the previous call. */
  calls(): Promise<string[]>
  close(): void
}

/** Starts the canned Supabase (supabase-server.ts) in a separate process. */
export async function startCannedSupabase(): Promise<CannedSupabase> {
  const child = fork(join(import.meta.dirname, 'supabase-server.ts'))
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]

  // One message at a time: a response does not name its request.
  let before: Promise<unknown> = Promise.resolve()
  function ask<T extends Reply>(command: Command): Promise<T> {
    const reply = before.then(async () => {
      const message = once(child, 'message')
      child.send(command)
      return (await message)[0] as T
    })
    before = reply
    return reply
  }

  return {
    url,
    async delay(delayMs) {
      await ask({ delayMs })
    },
    async cookie(kind) {
      const { session } = await ask<{ session: object }>({ session: kind })
      const value = `base64-${Buffer.from(JSON.stringify(session)).toString('base64url')}`
      return { name: sessionCookie({ supabaseUrl: url, siteUrl: '', browserClient: false }).name, value }
    },
    calls: async () => (await ask<{ calls: string[] }>({ calls: 'forget' })).calls,
    close: () => child.disconnect(),
  }
}
