import { z } from 'zod'
import { emailField, isStorable } from '@/utils/forms/fields'
import { normalizePassword } from './normalize-password'
import { PASSWORD_RULES } from './password-policy'

const newPassword = z
  .string({ error: 'Choose a password.' })
  .min(1, 'Choose a password.')
  .refine(isStorable, 'This password contains a character that can’t be used. Choose a different one.')
  .transform(normalizePassword)
  .superRefine((password, context) => {
    const broken = PASSWORD_RULES.find((rule) => !rule.isMet(password, []))
    if (broken) context.addIssue({ code: 'custom', message: broken.errorText })
  })

const passwordRepeat = z.string({ error: 'Enter the password again.' }).min(1, 'Enter the password again.')

/** A new password and its repetition. A form with them refines its schema with `isRepeated`. */
export const newPasswordFields = { password: newPassword, passwordRepeat }

type NewPassword = { password: string; passwordRepeat: string }

export const isRepeated = ({ password, passwordRepeat }: NewPassword) =>
  password === normalizePassword(passwordRepeat)

export const NOT_REPEATED = {
  path: ['passwordRepeat'],
  error: 'The passwords don’t match.',
  when: ({ value }: { value: unknown }) =>
    z.looseObject({ passwordRepeat: z.string().min(1) }).safeParse(value).success,
}

export const currentPassword = z
  .string({ error: 'Enter your password.' })
  .min(1, 'Enter your password.')
  .max(1000, 'This password is too long.')

export const loginSchema = z.object({ email: emailField, password: currentPassword })

/** `passwordCurrent` is required only without a recent sign-in; the action decides. */
export const passwordChangeSchema = z
  .object({ passwordCurrent: currentPassword.optional(), ...newPasswordFields })
  .refine(isRepeated, NOT_REPEATED)

export const resetPasswordSchema = z.object(newPasswordFields).refine(isRepeated, NOT_REPEATED)
