import { z } from 'zod'
import { normalizePassword } from './passwords/normalize-password'
import { PASSWORD_RULES } from './passwords/password-policy'

/** RFC 5321, 4.5.3.1.3 leaves an address 254 characters. */
const MAX_EMAIL_CHARACTERS = 254
const MAX_NAME_CHARACTERS = 100

/** Unicode direction controls and zero-width characters, which can rearrange the text next to them. */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

const wellFormed = (text: string) => text.isWellFormed() && !text.includes('\0')

const email = z
  .string({ error: 'Enter your email address.' })
  .trim()
  .min(1, 'Enter your email address.')
  .max(MAX_EMAIL_CHARACTERS, 'This email address is too long.')
  .pipe(z.email('Enter a valid email address, such as name@example.com.'))

const newPassword = z
  .string({ error: 'Choose a password.' })
  .min(1, 'Choose a password.')
  .refine(wellFormed, 'This password contains a character that can’t be used. Choose a different one.')
  .transform(normalizePassword)
  .superRefine((password, context) => {
    const broken = PASSWORD_RULES.find((rule) => !rule.isMet(password, []))
    if (broken) context.addIssue({ code: 'custom', message: broken.errorText })
  })

const currentPassword = z
  .string({ error: 'Enter your password.' })
  .min(1, 'Enter your password.')
  .max(1000, 'This password is too long.')

export const loginSchema = z.object({ email, password: currentPassword })

const name = z
  .string({ error: 'Enter your name.' })
  .trim()
  .min(1, 'Enter your name.')
  .max(MAX_NAME_CHARACTERS, `Use at most ${MAX_NAME_CHARACTERS} characters.`)
  .refine(
    (text) => wellFormed(text) && !/\p{Cc}/u.test(text) && !INVISIBLE.test(text),
    'Your name can’t contain control or invisible characters.',
  )

const passwordRepeat = z.string({ error: 'Enter the password again.' }).min(1, 'Enter the password again.')

type TwoPasswords = { password: string; passwordRepeat: string }

const samePassword = ({ password, passwordRepeat }: TwoPasswords) =>
  password === normalizePassword(passwordRepeat)

const notTheSame = {
  path: ['passwordRepeat'],
  error: 'The passwords don’t match.',
  when: ({ value }: { value: unknown }) =>
    z.looseObject({ passwordRepeat: z.string().min(1) }).safeParse(value).success,
}

export const signupSchema = z
  .object({
    name,
    email,
    password: newPassword,
    passwordRepeat,
    terms: z.literal('on', { error: 'Agree to the terms to continue.' }),
  })
  .refine(samePassword, notTheSame)

export const profileSchema = z.object({ name })

/** A form with only an email address. */
export const emailSchema = z.object({ email })

/** `passwordCurrent` is required only without a recent sign-in; the action decides. */
export const passwordChangeSchema = z
  .object({ passwordCurrent: currentPassword.optional(), password: newPassword, passwordRepeat })
  .refine(samePassword, notTheSame)

export const reauthenticationSchema = z.object({ password: currentPassword })

export const deleteAccountSchema = z.object({
  email: z
    .string({ error: 'Enter your email address.' })
    .trim()
    .min(1, 'Enter your email address.')
    .max(1000),
})

/** The purposes of an email with a link and a code. */
export const emailKindSchema = z.enum(['signup', 'magic-link', 'recovery'])

export type EmailKind = z.output<typeof emailKindSchema>

/** The same, including emails to a signed-in user. */
export const linkKindSchema = z.enum([...emailKindSchema.options, 'email-change', 'reauthentication'])

export type LinkKind = z.output<typeof linkKindSchema>

const kind = emailKindSchema.default('signup')

export const resendSchema = z.object({ email, kind })

const code = z
  .string({ error: 'Enter the code from the email.' })
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Enter the 6-digit code from the email.'))

export const codeSchema = z.object({ email, kind, code })

/** A code of a signed-in user, whose email address is known. */
export const reauthenticationCodeSchema = z.object({ code })

export const resetPasswordSchema = z
  .object({ password: newPassword, passwordRepeat })
  .refine(samePassword, notTheSame)

/** The types of one-time links: https://supabase.com/docs/reference/javascript/auth-verifyotp */
export const emailLinkSchema = z.object({
  tokenHash: z.string().regex(/^[\w-]{16,128}$/),
  type: z.enum(['email', 'signup', 'invite', 'magiclink', 'recovery', 'email_change']),
})

export type EmailLink = z.output<typeof emailLinkSchema>

/** A one-time code from a redirect of the Auth server (PKCE). */
export const authCodeSchema = z.string().regex(/^[\w-]{16,128}$/)

/** The Auth server allows 120 bytes. */
const MAX_PASSKEY_NAME_BYTES = 120

const passkeyName = z
  .string({ error: 'Enter a name.' })
  .trim()
  .refine((text) => Buffer.byteLength(text) <= MAX_PASSKEY_NAME_BYTES, 'This name is too long.')
  .refine(
    (text) => wellFormed(text) && !/\p{Cc}/u.test(text) && !INVISIBLE.test(text),
    'The name can’t contain control or invisible characters.',
  )

/** An empty name leaves the choice to the Auth server. */
export const newPasskeySchema = z.object({ name: passkeyName })

export const renamedPasskeySchema = z.object({
  passkey: z.string().catch(''),
  name: passkeyName.refine((text) => text !== '', 'Enter a name.'),
})
