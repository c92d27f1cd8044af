import type { JWTPayload } from 'jose'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { createTaskQueue } from '../http/task-queue.ts'

/** https://supabase.com/docs/guides/realtime/protocol, version 2.0.0: join_ref, ref, topic, event, payload. */
const frameSchema = z.tuple([
  z.string().nullable(),
  z.string().nullable(),
  z.string(),
  z.string(),
  z.record(z.string(), z.unknown()),
])
const joinSchema = z.object({ config: z.object({ private: z.literal(true) }) })
const tokenSchema = z.object({ access_token: z.string() })

type Channel = { joinRef: string | null; expiry: NodeJS.Timeout }

export type Message = { topic: string; event: string; payload: unknown }

/** Returns the claims of a token with which a client may receive the messages of a topic, or why it may not. */
export type Authorize = (topic: string, token: string) => Promise<JWTPayload | string>

/** Serves the channels of one connected client. Returns what delivers a message to those that have its topic. */
export function serveClient(client: WebSocket, authorize: Authorize): (message: Message) => void {
  const channels = new Map<string, Channel>()
  const inOrder = createTaskQueue()

  const send = (...frame: z.infer<typeof frameSchema>) => client.send(JSON.stringify(frame))

  function leave(topic: string): Channel | undefined {
    const channel = channels.get(topic)
    clearTimeout(channel?.expiry)
    channels.delete(topic)
    return channel
  }

  function close(topic: string, message: string) {
    const channel = leave(topic)
    if (!channel) return
    const { joinRef } = channel
    send(joinRef, null, topic, 'system', { extension: 'system', status: 'error', message, channel: topic })
    send(joinRef, joinRef, topic, 'phx_close', {})
  }

  /** Opens a channel, or lets it continue with a new token. Returns why not. */
  async function admit(joinRef: string | null, topic: string, payload: unknown): Promise<string | undefined> {
    const token = tokenSchema.safeParse(payload).data?.access_token ?? ''
    const claims = await authorize(topic.replace(/^realtime:/, ''), token)
    if (typeof claims === 'string') return claims
    leave(topic)
    const leftMs = (claims.exp ?? 0) * 1000 - Date.now()
    const expiry = setTimeout(() => close(topic, 'Token has expired'), leftMs)
    channels.set(topic, { joinRef, expiry })
  }

  async function handle(data: string): Promise<void> {
    const [joinRef, ref, topic, event, payload] = frameSchema.parse(JSON.parse(data))
    const reply = (status: 'ok' | 'error', response: Record<string, unknown> = {}) =>
      send(joinRef, ref, topic, 'phx_reply', { status, response })
    switch (event) {
      case 'heartbeat':
        return reply('ok')
      case 'phx_join': {
        const problem = joinSchema.safeParse(payload).success
          ? await admit(joinRef, topic, payload)
          : 'PrivateOnly: This project only allows private channels'
        return problem ? reply('error', { reason: problem }) : reply('ok', { postgres_changes: [] })
      }
      case 'access_token': {
        const channel = channels.get(topic)
        const problem = channel && (await admit(channel.joinRef, topic, payload))
        return problem ? close(topic, problem) : undefined
      }
      case 'phx_leave':
        leave(topic)
        return reply('ok')
    }
  }

  client.on('message', (data) => {
    inOrder(() => handle(String(data))).catch(() => client.terminate())
  })
  client.on('error', () => client.terminate())
  client.on('close', () => {
    for (const topic of [...channels.keys()]) leave(topic)
  })

  return ({ topic, event, payload }) => {
    const channel = channels.get(`realtime:${topic}`)
    if (channel)
      send(channel.joinRef, null, `realtime:${topic}`, 'broadcast', { type: 'broadcast', event, payload })
  }
}
