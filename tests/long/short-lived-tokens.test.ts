import { expect, it } from 'vitest'
import { logLines } from '../support/log-lines'
import { MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

/** auth-js considers a token expired this early. */
const MARGIN_S = 90

const stack = suiteStack({}, { jwtExpiry: MARGIN_S + 2 })

it('a page within the margin of the library still reads as its user', async () => {
  const jar = await signedIn(stack, MEMBER)
  await stack.backend.sql(
    `insert into public.notes (user_id, note) select id, 'seen by me alone' from auth.users where email = $1`,
    [MEMBER.email],
  )
  const end = Date.now() + 4000
  const seen: string[] = []
  while (Date.now() < end) {
    const response = await jar.fetch('/private')
    const own = (await response.text()).includes('seen by me alone')
    seen.push(`${response.status} ${own ? 'own note' : 'nothing'}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect([...new Set(seen)]).toEqual(['200 own note'])
  expect(logLines(stack.app).filter(({ event }) => event === 'upstream.failed')).toEqual([])
})
