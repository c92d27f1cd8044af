'use server'

import { z } from 'zod'
import { plainFormAction } from '@/utils/forms/form-action'
import { saveTheme, themeSchema } from '@/utils/theme'

/** Sets the theme: light, dark, or the device's preference. An unknown theme changes nothing. */
export const chooseTheme = plainFormAction(
  { session: 'none', limiter: 'none', schema: z.object({ theme: themeSchema }) },
  async ({ input }) => {
    await saveTheme(input.theme)
    return {}
  },
)
