import 'server-only'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { env } from './env'

/** `system` is what the device prefers. */
export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

export const themeSchema = z.enum(THEMES)

const COOKIE = 'theme'
const A_YEAR_S = 365 * 24 * 60 * 60

/** The theme that this browser was told to show; what the cookie holds otherwise counts for nothing. */
export async function readTheme(): Promise<Theme> {
  const { data } = themeSchema.safeParse((await cookies()).get(COOKIE)?.value)
  return data ?? 'system'
}

/** Remembers a theme in this browser; `system` needs no cookie. */
export async function saveTheme(theme: Theme): Promise<void> {
  const jar = await cookies()
  if (theme === 'system') jar.delete(COOKIE)
  else
    jar.set(COOKIE, theme, {
      path: '/',
      maxAge: A_YEAR_S,
      sameSite: 'lax',
      secure: env().siteUrl.startsWith('https:'),
      httpOnly: true,
    })
}
