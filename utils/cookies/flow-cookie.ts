import 'server-only'
import type { JWTPayload } from 'jose'
import { cookies } from 'next/headers'
import type { z } from 'zod'
import { env } from '@/utils/env'
import { hostCookieName } from './cookie-name'
import { seal, unseal } from './seal'

/**
 * A small cookie that a flow stores in the browser between two requests: HttpOnly, limited to this host, and sealed, so that it
 * cannot be forged.
 *
 * @param maxAge its lifetime in seconds.
 */
export function flowCookie<T extends JWTPayload>(baseName: string, schema: z.ZodType<T>, maxAge: number) {
  const secure = () => env().siteUrl.startsWith('https:')
  const name = () => hostCookieName(baseName, env().siteUrl)
  const options = () => ({ httpOnly: true, sameSite: 'lax', path: '/', secure: secure() }) as const

  return {
    /** The cookie's content, or null if it is missing, expired or forged. */
    async read(): Promise<T | null> {
      const value = (await cookies()).get(name())?.value
      if (!value) return null
      return schema.safeParse(await unseal(baseName, value)).data ?? null
    },
    async write(content: T): Promise<void> {
      const value = await seal(baseName, content, maxAge)
      ;(await cookies()).set(name(), value, { ...options(), maxAge })
    },
    async remove(): Promise<void> {
      ;(await cookies()).set(name(), '', { ...options(), maxAge: 0 })
    },
  }
}
