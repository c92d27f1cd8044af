import { z } from 'zod'
import { isPlainLine } from '@/utils/forms/fields'

const MAX_NAME_CHARACTERS = 100

export const displayName = z
  .string({ error: 'Enter your name.' })
  .trim()
  .min(1, 'Enter your name.')
  .max(MAX_NAME_CHARACTERS, `Use at most ${MAX_NAME_CHARACTERS} characters.`)
  .refine(isPlainLine, 'Your name can’t contain control or invisible characters.')

export const profileSchema = z.object({ name: displayName })

export const deleteAccountSchema = z.object({
  email: z
    .string({ error: 'Enter your email address.' })
    .trim()
    .min(1, 'Enter your email address.')
    .max(1000),
})
