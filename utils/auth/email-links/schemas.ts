import { z } from 'zod'
import { codeField, emailField } from '@/utils/forms/fields'

/** A form with only an email address. */
export const emailSchema = z.object({ email: emailField })

/** The purposes of an email with a link and a code. */
export const emailKindSchema = z.enum(['signup', 'magic-link', 'recovery'])

export type EmailKind = z.output<typeof emailKindSchema>

/** The same, including emails to a signed-in user. */
export const linkKindSchema = z.enum([...emailKindSchema.options, 'email-change', 'reauthentication'])

export type LinkKind = z.output<typeof linkKindSchema>

const kind = emailKindSchema.default('signup')

export const resendSchema = z.object({ email: emailField, kind })

export const codeSchema = z.object({ email: emailField, kind, code: codeField('the email') })

/** The types of one-time links: https://supabase.com/docs/reference/javascript/auth-verifyotp */
export const emailLinkSchema = z.object({
  tokenHash: z.string().regex(/^[\w-]{16,128}$/),
  type: z.enum(['email', 'signup', 'invite', 'magiclink', 'recovery', 'email_change']),
})

export type EmailLink = z.output<typeof emailLinkSchema>

/** A one-time code from a redirect of the Auth server (PKCE). */
export const authCodeSchema = z.string().regex(/^[\w-]{16,128}$/)
