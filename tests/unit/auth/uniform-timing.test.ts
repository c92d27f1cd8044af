import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  FAILURE_STEP_MS,
  RESPOND_AFTER_MS,
  withResponseDeadline,
  withUniformFailureTiming,
  withUniformTiming,
} from '@/utils/auth/uniform-timing'

const timed = async (work: () => Promise<unknown>) => {
  const start = performance.now()
  const result = await work().catch((error: Error) => error.message)
  return { result, ms: performance.now() - start }
}
/** Which comes first, the end of the work or this time, however slow the machine is. */
const endsWithin = (ms: number, work: Promise<unknown>) =>
  Promise.race([
    work.then(
      (result) => result,
      (error: Error) => error.message,
    ),
    wait(ms, 'too late'),
  ])

describe('withUniformTiming', () => {
  it('returns the result, no sooner than for everyone', async () => {
    const { result, ms } = await timed(() => withUniformTiming(async () => 'done'))
    expect(result).toBe('done')
    expect(ms).toBeGreaterThan(0.9 * RESPOND_AFTER_MS)
  })

  it('throws the error, no sooner than for everyone', async () => {
    const { result, ms } = await timed(() => withUniformTiming(() => Promise.reject(new Error('no'))))
    expect(result).toBe('no')
    expect(ms).toBeGreaterThan(0.9 * RESPOND_AFTER_MS)
  })
})

describe('withResponseDeadline', () => {
  it('returns the result at once', async () => {
    const work = withResponseDeadline(async () => 'done')
    expect(await endsWithin(RESPOND_AFTER_MS / 2, work)).toBe('done')
  })

  it('throws the error at once', async () => {
    const work = withResponseDeadline(() => Promise.reject(new Error('no')))
    expect(await endsWithin(RESPOND_AFTER_MS / 2, work)).toBe('no')
  })
})

describe('withUniformFailureTiming', () => {
  const isNo = (response: string) => response === 'no'

  it('returns a success at once', async () => {
    expect(
      await endsWithin(
        FAILURE_STEP_MS / 2,
        withUniformFailureTiming(async () => 'yes', isNo),
      ),
    ).toBe('yes')
  })

  it('returns a failure no sooner than others', async () => {
    const { result, ms } = await timed(() => withUniformFailureTiming(async () => 'no', isNo))
    expect(result).toBe('no')
    expect(ms).toBeGreaterThan(0.9 * FAILURE_STEP_MS)
  })
})
