import { NextRequest } from 'next/server'
import { expect } from 'vitest'
import { type Env, env } from '@/utils/env'
import { refreshSession } from '@/utils/supabase/refresh-session'
import type { BrowserJar } from './browser-jar'
import { SITE } from './next-request'
import { browserWith, SESSION_COOKIE, supabaseStub, TEST_USER } from './supabase-stub'

/** The result of the middleware, and the request as the pages see it. */
export async function refresh({ cookies }: Pick<BrowserJar, 'cookies'>, settings: Partial<Env> = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new NextRequest(`${SITE}/private`, { headers: cookie ? { cookie } : {} })
  return { request, session: await refreshSession(request, { ...env(), ...settings }, 3000) }
}

/** A browser with a session, each with its own refresh token, because the response to one is cached for a while. */
export const holding = async (token?: string, over: object = {}) =>
  browserWith(token ?? (await supabaseStub.token()), { refresh_token: crypto.randomUUID(), ...over })
/** The requests that the stub has received. */
export const requests = () => supabaseStub.requests.map(({ endpoint }) => endpoint)

/** The response to a refresh. */
export const newSession = async () => ({
  body: {
    access_token: await supabaseStub.token(),
    refresh_token: 'the-next',
    token_type: 'bearer',
    expires_in: 3600,
    user: { ...TEST_USER },
  },
})
/** The write that removes the session cookie. */
export const REMOVAL = [
  {
    name: SESSION_COOKIE,
    value: '',
    options: expect.objectContaining({ maxAge: 0, path: '/', httpOnly: true }),
  },
]
