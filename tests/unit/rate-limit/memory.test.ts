import { AsyncLocalStorage } from 'node:async_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, vi } from 'vitest'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { HANG_MS } from '../../support/timeouts'

// Next.js keeps a request and everything that belongs to it in such a storage: https://nodejs.org/api/async_context.html
const requests = new AsyncLocalStorage<object>()

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

it('counts attempts for minutes and retains none of their requests', async () => {
  const made: WeakRef<object>[] = []
  for (let n = 0; n < 20; n += 1) {
    const request = {}
    made.push(new WeakRef(request))
    await requests.run(request, async () => {
      const attempt = await countAttempt('login', `person-${n}@example.com`, new Headers())
      if (!attempt.isRateLimited) await attempt.failed()
    })
  }
  await vi.waitFor(() => {
    collectGarbage()
    // The first one created the store, which stays; the last may still be on the stack.
    const retained = made.slice(1, -1).filter((request) => request.deref() !== undefined)
    expect(retained).toEqual([])
  }, HANG_MS)
})
