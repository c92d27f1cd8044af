import { describe, expect, it } from 'vitest'
import { hasRunOut } from '@/utils/auth/run-out'

const NOW = '2026-11-21T12:00:00Z'
const AT = Date.parse(NOW) / 1000

const token = (claims: unknown) => `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
const refused = (code = 'bad_jwt', date: string | null = new Date(NOW).toUTCString()) => ({
  headers: new Headers(date ? { date } : {}),
  body: JSON.stringify({ code }),
})

describe('hasRunOut', () => {
  it.each([-3600, -1, 0, 59])('when the token ended at the server’s %d s', (seconds) =>
    expect(hasRunOut(token({ exp: AT + seconds }), refused())).toBe(true),
  )

  it.each<[string, string | null, ReturnType<typeof refused>]>([
    ['a token that is good for long', token({ exp: AT + 3600 }), refused()],
    ['another code', token({ exp: AT - 60 }), refused('session_not_found')],
    ['an answer that tells no time', token({ exp: AT - 60 }), refused('bad_jwt', null)],
    ['a time that is none', token({ exp: AT - 60 }), refused('bad_jwt', 'soon')],
    ['an end that is no time', token({ exp: 'soon' }), refused()],
    ['a token without an end', token({}), refused()],
    ['no token at all', null, refused()],
    ['junk', 'Bearer junk', refused()],
  ])('not for %s', (_what, authorization, answer) => expect(hasRunOut(authorization, answer)).toBe(false))
})
