import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sessionCookie } from '../utils/supabase/session-cookies.ts'
import type { Command, Reply } from './supabase-server.ts'

export type CannedSupabase = {
  url: string
  /** Adds a pause to every answer of the Auth API, and to none of the data API's. */
  delay(ms: number): Promise<void>
  /** The Cookie header of a browser that is signed in, with an access token that is good for an hour or has run out. */
  cookie(kind: 'fresh' | 'expired'): Promise<{ name: string; value: string }>
  /** `METHOD /path` of every request since this was last asked. */
  calls(): Promise<string[]>
  close(): void
}

/** Starts the canned Supabase (supabase-server.ts) in a process of its own. */
export async function startCannedSupabase(): Promise<CannedSupabase> {
  const child = fork(join(import.meta.dirname, 'supabase-server.ts'))
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]

  // One question at a time: an answer does not say what it answers.
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
