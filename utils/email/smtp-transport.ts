import { createTransport } from 'nodemailer'

/**
 * Opens a transport to an SMTP server.
 *
 * @param url SMTP_URL. nodemailer would ignore all other options if it got the URL itself.
 * @param timeoutMs how long a server that hangs holds the connection.
 */
export function openSmtpTransport(url: string, timeoutMs: number) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      // The password is never sent over an unencrypted connection.
      requireTLS: !secure,
    }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  })
}

/** nodemailer's code, such as EAUTH or ESOCKET. The message of the SMTP server may contain the email address. */
export function smtpErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
