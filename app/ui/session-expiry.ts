/** When the session times out, in milliseconds on the server's clock, and by which limit. `value` changes with every extension. */
export type Expiry = { at: number; limit: 'idle' | 'absolute'; value: string }

/** Reads the cookie that utils/auth/sessions/session-times.ts describes. Null if there is none. */
export function readExpiry(cookies: string, cookieName: string): Expiry | null {
  const cookie = cookies.split('; ').find((part) => part.startsWith(`${cookieName}=`))
  const value = cookie?.slice(cookieName.length + 1) ?? ''
  const [, at, limit] = /^(\d+)\.(idle|absolute)$/.exec(value) ?? []
  if (!at) return null
  return { at: Number(at), limit: limit === 'absolute' ? 'absolute' : 'idle', value }
}
