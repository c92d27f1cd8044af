import { beforeAll, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { allRoutes } from '../support/routes'
import { ADMIN, MEMBER, MENTOR, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()

const USERS = [MEMBER, MENTOR]
const WAYS: [string, Record<string, string>][] = [
  ['as a page', {}],
  ['as a payload', { rsc: '1' }],
  ['as a prefetch', { rsc: '1', 'next-router-prefetch': '1' }],
]

let jars: BrowserJar[]
beforeAll(async () => {
  // An admin's visit must leave nothing behind either.
  jars = await Promise.all([...USERS, ADMIN].map((user) => signedIn(stack, user)))
})

async function textOf(jar: BrowserJar, path: string, headers: Record<string, string>): Promise<string> {
  const response = await jar.fetch(path, { headers })
  const to = response.headers.get('location') ?? ''
  // By this redirect, Next.js adds the key for caches to the address of a payload.
  const final = /[?&]_rsc/.test(to) ? await jar.fetch(to, { headers }) : response
  return await final.text()
}

/**
 * Every address but those that end the session, and those at which the members of an organization see each other
 * (organization-isolation.test.ts).
 */
const paths = () =>
  allRoutes()
    .map(({ path }) => path)
    .filter((path) => path !== '/auth/signout' && !/^(\/api\/organizations|\/o)\//.test(path))

describe.each(WAYS)('every address, requested %s', (_, headers) => {
  it('contains nothing of the users who requested it at the same time', async () => {
    for (const path of paths())
      for (const round of [1, 2]) {
        const [own = '', other = ''] = await Promise.all(jars.map((jar) => textOf(jar, path, headers)))
        expect([path, round, own.includes(MENTOR.email), other.includes(MEMBER.email)]).toEqual([
          path,
          round,
          false,
          false,
        ])
        for (const text of [own, other]) expect([path, text.includes(ADMIN.email)]).toEqual([path, false])
      }
  })
})

it('each of them sees pages of their own', async () => {
  for (const [at, { email }] of USERS.entries()) {
    const jar = jars[at]
    for (const [, headers] of WAYS.slice(0, 2))
      expect(jar && (await textOf(jar, '/account', headers))).toContain(email)
  }
})
