import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { doctorProject } from '../support/doctor-project.ts'

const { problems } = doctorProject()

/** A Realtime that accepts every channel, as a new hosted project does. */
async function openRealtime(): Promise<string> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      const [joinRef, ref, topic] = JSON.parse(String(data))
      const payload = { status: 'ok', response: { postgres_changes: [] } }
      socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', payload]))
    }),
  )
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    sockets.close()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('live updates', () => {
  it('are not checked while they are off', async () => {
    const { found, messages } = await problems()
    expect([found, messages.includes('Realtime')]).toEqual([[], false])
  })

  it('need a Realtime that responds, with private channels only', async () => {
    const { found, messages } = await problems({ LIVE_UPDATES: 'on' })
    expect(found).toEqual([])
    expect(messages).toContain('Realtime responds and accepts private channels only.')
  })

  it('need no public channels', async () => {
    const { found, messages } = await problems({
      LIVE_UPDATES: 'on',
      NEXT_PUBLIC_SUPABASE_URL: await openRealtime(),
    })
    expect(found).toContain('live-updates: warning')
    expect(messages).toContain('Turn off "Allow public access"')
  })

  it('say that Realtime does not respond', async () => {
    const { found } = await problems({ LIVE_UPDATES: 'on', NEXT_PUBLIC_SUPABASE_URL: 'http://127.0.0.1:9' })
    expect(found).toContain('live-updates: failure')
  })

  it('have no effect with session time-outs', async () => {
    expect((await problems({ LIVE_UPDATES: 'on', SESSION_TIMEOUTS: 'on' })).found).toContain(
      'live-updates: warning',
    )
  })
})
