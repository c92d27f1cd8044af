import { afterAll, beforeAll, expect, it } from 'vitest'
import { MEMBER, type Stack, signedIn, startStack } from '../support/stack'

/**
 * The maximum size of a signed-in page with a navigation and two sections, uncompressed, in bytes. Next.js sends what a Server
 * Component renders twice, as HTML and as payload, and the CPU time of a page grows with both (docs/performance.md).
 */
const PAGE_BUDGET = 28_000

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

it('a signed-in page stays within its size limit', async () => {
  const jar = await signedIn(stack, MEMBER)
  const page = await (await jar.fetch('/account/data')).text()
  expect(page).toContain('Delete account')
  expect(page.length).toBeLessThanOrEqual(PAGE_BUDGET)
})
