'use server'

import { z } from 'zod'
import { plainFormAction } from '@/utils/forms/form-action'
import { saveTheme, themeSchema } from '@/utils/theme'

/** Chooses light, dark, or what the device prefers, on whatever page the form is. An unknown theme changes nothing. */
export const chooseTheme = plainFormAction(
  { session: 'none', limiter: 'none', schema: z.object({ theme: themeSchema }) },
  async ({ input }) => {
    await saveTheme(input.theme)
    return {}
  },
)
