import { expect, it } from 'vitest'
import { MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

/**
 * The maximum size of a signed-in page with a navigation and two sections, uncompressed, in bytes. Next.js sends what a Server
 * Component renders twice, as HTML and as payload, and the CPU time of a page grows with both (docs/performance.md).
 */
const PAGE_BUDGET = 26_500

const stack = suiteStack()

it('a signed-in page stays within its size limit', async () => {
  const jar = await signedIn(stack, MEMBER)
  const page = await (await jar.fetch('/account/data')).text()
  expect(page).toContain('Delete account')
  expect(page.length).toBeLessThanOrEqual(PAGE_BUDGET)
})
