import 'server-only'
import { createTransport } from 'nodemailer'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { renderSecurityEmail, type SecurityEmail } from './security-email'

/** An SMTP server that hangs holds a connection for this long, and no user waits for it. */
const TIMEOUT_MS = 10_000

/**
 * Emails the owner of an account about something that the Auth server sends no email for. Without SMTP_URL, none is sent. Call it
 * in `after()`: the response must not wait for it.
 *
 * @param to the email address of the account.
 * @returns false if no email was sent. A failure is logged, and nothing else is affected.
 */
export async function sendSecurityEmail(to: string, email: SecurityEmail): Promise<boolean> {
  const { smtp, siteUrl } = env()
  if (!smtp) return false
  const transport = createTransport({
    ...serverOf(smtp.url),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
  })
  const code = await transport
    .sendMail({ from: smtp.from, to, ...renderSecurityEmail(email, to, siteUrl) })
    .then(
      () => undefined,
      (error: unknown) => smtpErrorCode(error),
    )
  await logRequestEvent(
    code
      ? { event: 'security_email.failed', emailKind: email.kind, code }
      : { event: 'security_email.sent', emailKind: email.kind },
  )
  return code === undefined
}

/** nodemailer ignores its other options when it gets a URL. */
function serverOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      // The password is never sent over an unencrypted connection.
      requireTLS: !secure,
    }),
  }
}

/** nodemailer's code, such as EAUTH or ESOCKET. The message of the SMTP server may contain the email address. */
function smtpErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
