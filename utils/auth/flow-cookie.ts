import 'server-only'
import { cookies } from 'next/headers'
import type { z } from 'zod'
import { env } from '@/utils/env'
import { flowCookieName } from './flow-cookie-name'

/**
 * A small cookie of our own that a flow leaves in the browser between two requests: HttpOnly, this host's alone, as JSON that
 * is checked when read.
 *
 * @param maxAge how long it lives, in seconds.
 */
export function flowCookie<T>(baseName: string, schema: z.ZodType<T>, maxAge: number) {
  const secure = () => env().siteUrl.startsWith('https:')
  const name = () => flowCookieName(baseName, env().siteUrl)
  const options = () => ({ httpOnly: true, sameSite: 'lax', path: '/', secure: secure() }) as const

  return {
    /** The cookie's content, or null when there is none or somebody else wrote it. */
    async read(): Promise<T | null> {
      const value = (await cookies()).get(name())?.value
      if (!value) return null
      try {
        return schema.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString())).data ?? null
      } catch {
        return null
      }
    },
    async write(content: T): Promise<void> {
      const value = Buffer.from(JSON.stringify(content)).toString('base64url')
      ;(await cookies()).set(name(), value, { ...options(), maxAge })
    },
    async remove(): Promise<void> {
      ;(await cookies()).set(name(), '', { ...options(), maxAge: 0 })
    },
  }
}
