import { z } from 'zod'
import { displayName } from '@/utils/account/schemas'
import { isRepeated, NOT_REPEATED, newPasswordFields } from '@/utils/auth/passwords/schemas'
import { emailField } from '@/utils/forms/fields'

export const signupSchema = z
  .object({
    name: displayName,
    email: emailField,
    ...newPasswordFields,
    terms: z.literal('on', { error: 'Agree to the terms to continue.' }),
  })
  .refine(isRepeated, NOT_REPEATED)
