import type { EmailKind, NotificationKind } from './mailer.ts'

/** An email whose only way on is a link to the Auth server's own `/verify`: it holds neither a code nor a token hash. */
const link = (text: string) => `<p><a href="{{ .ConfirmationURL }}">${text}</a></p>`

const notice = (text: string) => `<p>${text}</p>`

interface Template {
  subject: string
  html: string
}

/**
 * The Auth server's emails where no template is configured: all that a hosted project on the free plan with the built-in
 * sender can send. Which email has a link, which a code, and the names of the values are the server's; the words are not.
 */
export const defaultTemplates: Record<EmailKind | NotificationKind, Template> = {
  confirmation: { subject: 'Confirm your email address', html: link('Confirm your address') },
  recovery: { subject: 'Reset your password', html: link('Choose a password') },
  magic_link: { subject: 'Your sign-in link', html: link('Sign in now') },
  email_change: {
    subject: 'Confirm your new email address',
    html: `<p>To {{ .NewEmail }}:</p>${link('Confirm the change')}`,
  },
  invite: { subject: "You've been invited", html: link('Accept the invitation') },
  reauthentication: {
    subject: '{{ .Token }} is your verification code',
    html: '<p>Your code:</p><p>{{ .Token }}</p>',
  },
  password_changed: { subject: 'Your password was changed', html: notice('Your password was changed.') },
  email_changed: {
    subject: 'Your email address was changed',
    html: notice('From {{ .OldEmail }} to {{ .Email }}.'),
  },
  identity_linked: {
    subject: 'A new sign-in method was linked to your account',
    html: notice('{{ .Provider }} opens the account of {{ .Email }} now.'),
  },
  identity_unlinked: {
    subject: 'A sign-in method was removed from your account',
    html: notice('{{ .Provider }} no longer opens the account of {{ .Email }}.'),
  },
  mfa_factor_enrolled: {
    subject: 'A new verification method was added to your account',
    html: notice('{{ .FactorType }} was added as a verification method.'),
  },
  mfa_factor_unenrolled: {
    subject: 'A verification method was removed from your account',
    html: notice('{{ .FactorType }} was removed as a verification method.'),
  },
}
