import 'server-only'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { renderSecurityEmail, type SecurityEmail } from './security-email'
import { openSmtpTransport, smtpErrorCode } from './smtp-transport'

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
  const transport = openSmtpTransport(smtp.url, TIMEOUT_MS)
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
