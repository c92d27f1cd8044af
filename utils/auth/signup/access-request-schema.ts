import { z } from 'zod'
import { displayName } from '@/utils/account/schemas'
import { emailField, isStorable } from '@/utils/forms/fields'

export const MAX_REASON_CHARACTERS = 1000

export const accessRequestSchema = z.object({
  name: displayName,
  email: emailField,
  reason: z
    .string({ error: 'Say why you need access.' })
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().min(1, 'Say why you need access.'))
    .refine(
      (text) => [...text].length <= MAX_REASON_CHARACTERS,
      `Use at most ${MAX_REASON_CHARACTERS} characters.`,
    )
    .refine(isStorable, 'This text contains a character that can’t be used.'),
})

export type AccessRequestInput = z.output<typeof accessRequestSchema>
