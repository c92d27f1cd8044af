import { z } from 'zod'
import { codeField } from '@/utils/forms/fields'

const MAX_FACTOR_NAME_CHARACTERS = 50

const verificationCode = codeField('your authenticator app')

/** A code of an authenticator app, while it is set up. */
export const newAuthenticatorSchema = z.object({ verificationCode })

/** A code of one of the user's authenticator apps. */
export const verificationCodeSchema = z.object({
  factorId: z.guid('Choose one of your authenticator apps.'),
  verificationCode,
})

/** The same at a sign-in, where the user can choose not to be asked again in this browser. */
export const secondFactorSchema = verificationCodeSchema.extend({
  trustDevice: z.literal('on').optional().catch(undefined),
})

/** Spaces and hyphens between the characters of a recovery code do not count, nor does the case of letters. */
export const recoveryCodeSchema = z.object({
  recoveryCode: z
    .string({ error: 'Enter a recovery code.' })
    .transform((text) => text.replace(/[\s-]/g, ''))
    .pipe(z.string().regex(/^[a-z\d]{8,40}$/i, 'Enter one of the recovery codes that you saved.')),
})

export const factorNameSchema = z.object({
  factorName: z
    .string({ error: 'Enter a name.' })
    .trim()
    .min(1, 'Enter a name, such as Phone.')
    .max(MAX_FACTOR_NAME_CHARACTERS, `Use at most ${MAX_FACTOR_NAME_CHARACTERS} characters.`)
    .refine(
      (text) => text.isWellFormed() && !/\p{C}/u.test(text),
      'This name contains a character that can’t be used.',
    )
    // The Auth server names its recovery codes so, and each name is used once.
    .refine((text) => text.toLowerCase() !== 'recovery codes', 'Choose a different name.'),
})
