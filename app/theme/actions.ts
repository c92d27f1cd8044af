'use server'

import { saveTheme, themeSchema } from '@/utils/theme'

/**
 * Chooses light, dark, or what the device prefers. It is sent to the page it stands on, which is shown again.
 *
 * @param form theme; anything else changes nothing.
 */
export async function chooseTheme(form: FormData): Promise<void> {
  const theme = themeSchema.safeParse(form.get('theme'))
  if (theme.success) await saveTheme(theme.data)
}
