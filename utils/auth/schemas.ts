import { z } from 'zod'
import { PASSWORD_LEAST_CHARACTERS, PASSWORD_MOST_BYTES } from './password-length'

/** RFC 5321, 4.5.3.1.3 leaves an address 254 characters. */
const EMAIL_MOST_CHARACTERS = 254
const NAME_MOST_CHARACTERS = 100

const wellFormed = (text: string) => text.isWellFormed() && !text.includes('\0')

const email = z
  .string({ error: 'Enter your email address.' })
  .trim()
  .min(1, 'Enter your email address.')
  .max(EMAIL_MOST_CHARACTERS, 'This email address is too long.')
  .pipe(z.email('Enter an email address such as name@example.com.'))

const newPassword = z
  .string({ error: 'Choose a password.' })
  .min(1, 'Choose a password.')
  .refine(wellFormed, 'This password has a character that cannot be stored. Choose another.')
  .refine((password) => [...password].length >= PASSWORD_LEAST_CHARACTERS, {
    error: `Use at least ${PASSWORD_LEAST_CHARACTERS} characters.`,
  })
  .refine((password) => new TextEncoder().encode(password).length <= PASSWORD_MOST_BYTES, {
    error: `This password is too long: it may take up ${PASSWORD_MOST_BYTES} bytes, about ${PASSWORD_MOST_BYTES} plain letters.`,
  })

export const loginSchema = z.object({
  email,
  password: z
    .string({ error: 'Enter your password.' })
    .min(1, 'Enter your password.')
    .max(1000, 'This password is too long.'),
})

export const signupSchema = z
  .object({
    name: z
      .string({ error: 'Enter your name.' })
      .trim()
      .min(1, 'Enter your name.')
      .max(NAME_MOST_CHARACTERS, `Use at most ${NAME_MOST_CHARACTERS} characters.`)
      .refine((name) => wellFormed(name) && !/\p{Cc}/u.test(name), 'Use letters, not control characters.'),
    email,
    password: newPassword,
    passwordRepeat: z.string({ error: 'Enter the password again.' }).min(1, 'Enter the password again.'),
    terms: z.literal('on', { error: 'Agree to the terms to go on.' }),
  })
  .refine(({ password, passwordRepeat }) => password === passwordRepeat, {
    path: ['passwordRepeat'],
    error: 'The two passwords are not the same.',
    when: ({ value }) => z.looseObject({ passwordRepeat: z.string().min(1) }).safeParse(value).success,
  })

/** What a mail with a link and a code can be for. */
export const mailKindSchema = z.enum(['signup', 'magic-link', 'recovery'])

export type MailKind = z.output<typeof mailKindSchema>

const kind = mailKindSchema.default('signup')

export const resendSchema = z.object({ email, kind })

export const magicLinkSchema = z.object({ email })

export const forgotPasswordSchema = z.object({ email })

export const codeSchema = z.object({
  email,
  kind,
  code: z
    .string({ error: 'Enter the code from the mail.' })
    .transform((code) => code.replace(/\s/g, ''))
    .pipe(z.string().regex(/^\d{6}$/, 'Enter the six digits from the mail.')),
})

export const resetPasswordSchema = z
  .object({
    password: newPassword,
    passwordRepeat: z.string({ error: 'Enter the password again.' }).min(1, 'Enter the password again.'),
  })
  .refine(({ password, passwordRepeat }) => password === passwordRepeat, {
    path: ['passwordRepeat'],
    error: 'The two passwords are not the same.',
    when: ({ value }) => z.looseObject({ passwordRepeat: z.string().min(1) }).safeParse(value).success,
  })

/** The kinds of one-time link there are: https://supabase.com/docs/reference/javascript/auth-verifyotp */
export const emailLinkSchema = z.object({
  tokenHash: z.string().regex(/^[\w-]{16,128}$/),
  type: z.enum(['email', 'signup', 'invite', 'magiclink', 'recovery', 'email_change']),
})

export type EmailLink = z.output<typeof emailLinkSchema>
