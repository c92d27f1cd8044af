import 'server-only'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { env } from './env'
import { THEME_COOKIE } from './theme-cookie'

/** `system` follows the device's preference. */
export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

export const themeSchema = z.enum(THEMES)

const A_YEAR_S = 365 * 24 * 60 * 60

/** The theme chosen in this browser; an unknown value in the cookie is ignored. */
export async function readTheme(): Promise<Theme> {
  const { data } = themeSchema.safeParse((await cookies()).get(THEME_COOKIE)?.value)
  return data ?? 'system'
}

/** Saves the theme in this browser; `system` needs no cookie. */
export async function saveTheme(theme: Theme): Promise<void> {
  const jar = await cookies()
  if (theme === 'system') jar.delete(THEME_COOKIE)
  else
    jar.set(THEME_COOKIE, theme, {
      path: '/',
      maxAge: A_YEAR_S,
      sameSite: 'lax',
      secure: env().siteUrl.startsWith('https:'),
      httpOnly: true,
    })
}
