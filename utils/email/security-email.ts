import { escapeHtml } from '@/utils/escape-html'

/** What an email of the application says: to the owner of an account, or to an address that is invited. */
export type SecurityEmail =
  | {
      kind: 'new-device'
      /** Browser and operating system. */
      device: string
      /** The client's address; undefined if it is unknown. */
      address: string | undefined
      at: Date
      /** Leads to the page that ends all sessions. */
      reportUrl: string
    }
  | { kind: 'sign-in-blocked'; device: string; address: string | undefined; at: Date }
  | { kind: 'recovery-code-used'; codesLeft: number }
  | { kind: 'factor-reset-requested'; effectiveAt: Date }
  | { kind: 'factor-reset-completed' }
  | { kind: 'passkey-added' | 'passkey-removed' }
  /** Undefined: access does not end. */
  | { kind: 'access-approved'; until: Date | undefined }
  | { kind: 'access-rejected' }
  | {
      kind: 'invitation'
      organization: string
      /** The email address of the sender. */
      invitedBy: string
      /** Leads to the page that accepts it. */
      link: string
    }

export type RenderedEmail = { subject: string; html: string; text: string }

type Content = {
  subject: string
  lead: string
  details?: [name: string, value: string][]
  /** Introduces the button. */
  prompt: string
  button: { label: string; href: string }
  last: string
}

/** How long the link in the email about a new device works. The database has the same period. */
export const DEVICE_REPORT_DAYS = 7

/**
 * Writes the email.
 *
 * @param to the email address of the account.
 * @param siteUrl this site's configured origin.
 */
export function renderSecurityEmail(email: SecurityEmail, to: string, siteUrl: string): RenderedEmail {
  const content = contentOf(email, to, siteUrl)
  return { subject: content.subject, html: toHtml(content), text: toText(content) }
}

function contentOf(email: SecurityEmail, to: string, siteUrl: string): Content {
  switch (email.kind) {
    case 'new-device':
      return {
        subject: 'New sign-in to your account',
        lead: `Someone signed in to the account for ${to} from a device that hasn’t signed in to it before.`,
        details: clientDetails(email),
        prompt: 'If this was you, no action is needed. If it wasn’t you:',
        button: { label: 'This wasn’t me', href: email.reportUrl },
        last: `The link leads to a page where you can sign out everywhere and choose a new password. It expires in ${DEVICE_REPORT_DAYS} days and can be used once.`,
      }
    case 'sign-in-blocked':
      return {
        subject: 'We blocked a sign-in to your account',
        lead: `Someone entered the correct password for the account ${to}, but the sign-in looked unusual, so we blocked it.`,
        details: clientDetails(email),
        prompt: 'If this was you, reset your password to sign in. If it wasn’t you, reset it as well:',
        button: { label: 'Reset password', href: `${siteUrl}/forgot-password` },
        last: 'Choose a password that you don’t use anywhere else.',
      }
    case 'recovery-code-used':
      return {
        subject: 'A recovery code was used',
        lead: `A recovery code was just used for the account ${to}. ${codesLeft(email.codesLeft)}`,
        prompt: 'If you have a new authenticator app, set it up and create new recovery codes:',
        button: { label: 'Manage two-factor authentication', href: `${siteUrl}/account/two-factor` },
        last: 'If this wasn’t you, change your password, create new recovery codes, and check your authenticator apps right away.',
      }
    case 'passkey-added':
    case 'passkey-removed': {
      const change = email.kind === 'passkey-added' ? 'added to' : 'removed from'
      return {
        subject: `A passkey was ${change} your account`,
        lead: `A passkey was just ${change} the account for ${to}.`,
        prompt:
          'If this was you, no action is needed. If it wasn’t you, remove passkeys that you don’t recognize:',
        button: { label: 'Manage passkeys', href: `${siteUrl}/account/passkeys` },
        last: 'Then change your password and sign out of all other sessions.',
      }
    }
    case 'access-approved':
      return {
        subject: 'Your request for access was approved',
        lead: `You can now sign up with the email address ${to}.`,
        details: email.until ? [['Access until', formatTime(email.until)]] : [],
        prompt: 'If you don’t have an account yet, create one:',
        button: { label: 'Create account', href: `${siteUrl}/signup` },
        last: 'If you didn’t request access, ignore this email.',
      }
    case 'access-rejected':
      return {
        subject: 'Your request for access was rejected',
        lead: `An administrator reviewed the request for access for ${to} and rejected it.`,
        prompt: 'If you think that this is a mistake, explain your reason in a new request:',
        button: { label: 'Request access', href: `${siteUrl}/request-access` },
        last: 'If you didn’t request access, ignore this email.',
      }
    case 'invitation':
      return {
        subject: 'You’re invited to join an organization',
        lead: `${email.invitedBy} invited ${to} to join the organization “${email.organization}”.`,
        prompt: 'To see the invitation and accept it:',
        button: { label: 'View invitation', href: email.link },
        last: 'The invitation expires in 7 days. Only you can accept it, so don’t forward this email. If you don’t know the sender, ignore it.',
      }
    case 'factor-reset-requested':
      return {
        subject: 'Two-factor authentication will be turned off',
        lead: `An administrator requested to turn off two-factor authentication for the account ${to}.`,
        details: [['Takes effect', formatTime(email.effectiveAt)]],
        prompt:
          'If you asked for this, no action is needed. If you didn’t, sign in with your authenticator app or a recovery code before then. That cancels the request:',
        button: { label: 'Manage two-factor authentication', href: `${siteUrl}/account/two-factor` },
        last: 'Once it takes effect, signing in no longer asks for a verification code until you set up two-factor authentication again.',
      }
    case 'factor-reset-completed':
      return {
        subject: 'Two-factor authentication was turned off',
        lead: `Two-factor authentication was just turned off for the account ${to}, as an administrator had requested. You are signed out of all other sessions.`,
        prompt: 'Protect your account again with a new authenticator app:',
        button: { label: 'Set up two-factor authentication', href: `${siteUrl}/account/two-factor` },
        last: 'If this wasn’t you, change your password right away and contact us.',
      }
  }
}

const clientDetails = ({
  device,
  address,
  at,
}: {
  device: string
  address: string | undefined
  at: Date
}) => [
  ['Device', device] as [string, string],
  ...(address ? [['IP address', address] as [string, string]] : []),
  ['Time', formatTime(at)] as [string, string],
]

const codesLeft = (count: number) =>
  count === 1 ? 'You have 1 recovery code left.' : `You have ${count} recovery codes left.`

const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

const formatTime = (time: Date) => `${TIME.format(time)} UTC`

const FONT = "16px/1.5 system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
const BUTTON =
  'display: inline-block; padding: 12px 24px; border-radius: 8px; background: #14633f; color: #ffffff; font-weight: 600; text-decoration: none'

/** Looks like the emails in supabase/templates. */
function toHtml({ subject, lead, details = [], prompt, button, last }: Content): string {
  const rows = details.map(([name, value]) => `    <li>${escapeHtml(name)}: ${escapeHtml(value)}</li>\n`)
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta name="color-scheme" content="light dark">
  <title>${escapeHtml(subject)}</title>
</head>
<body style="max-width: 480px; margin: 0 auto; padding: 32px 24px; font: ${FONT}">
  <h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.3">${escapeHtml(subject)}</h1>
  <p>${escapeHtml(lead)}</p>
${rows.length > 0 ? `  <ul style="padding: 0; list-style: none; word-break: break-word">\n${rows.join('')}  </ul>\n` : ''}  <p>${escapeHtml(prompt)}</p>
  <p style="margin: 28px 0">
    <a href="${escapeHtml(button.href)}" style="${BUTTON}">${escapeHtml(button.label)}</a>
  </p>
  <p>If the button doesn’t work, copy this link into your browser:</p>
  <p style="word-break: break-all">${escapeHtml(button.href)}</p>
  <p style="margin-top: 32px; font-size: 14px">${escapeHtml(last)}</p>
</body>
</html>
`
}

function toText({ subject, lead, details = [], prompt, button, last }: Content): string {
  const rows = details.map(([name, value]) => `${name}: ${value}`).join('\n')
  return [subject, lead, rows, prompt, button.href, last].filter(Boolean).join('\n\n')
}
