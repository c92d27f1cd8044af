import { startPublicRealtime } from 'supabase-embedded/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { doctorProject } from '../support/doctor-project.ts'

const { problems } = doctorProject()

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
    const realtime = await startPublicRealtime()
    onTestFinished(realtime.close)
    const { found, messages } = await problems({ LIVE_UPDATES: 'on', NEXT_PUBLIC_SUPABASE_URL: realtime.url })
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
