import { openSmtpTransport, smtpErrorCode } from '../../utils/email/smtp-transport.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const CHECK = 'security-emails'
const TIMEOUT_MS = 5_000

const PROBLEMS: Record<string, string> = {
  EAUTH: 'rejects the user name or the password. Check both, and percent-encode special characters.',
  ETLS: 'offers no encryption (STARTTLS), without which the password is not sent. Use the smtps: URL of the server.',
  EDNS: 'has no IP address. Check its name.',
}

/** Checks that the app can send the emails that the Auth server has none for. Signs in at the SMTP server and sends no email. */
export async function checkSecurityEmails({ env: { smtp }, isLive }: Project): Promise<Finding[]> {
  if (!smtp)
    return [
      (isLive ? warning : ok)(
        CHECK,
        'SMTP_URL is not set, so users are not emailed about new devices, blocked sign-ins, added and removed passkeys, used recovery codes, and resets of two-factor authentication. Set SMTP_URL and EMAIL_FROM as docs/deploy.md describes.',
      ),
    ]
  const { host } = new URL(smtp.url)
  const transport = openSmtpTransport(smtp.url, TIMEOUT_MS)
  try {
    await transport.verify()
    return [
      ok(
        CHECK,
        `The SMTP server ${host} accepts ${new URL(smtp.url).username ? 'the credentials' : 'connections'}. Whether it accepts ${smtp.from} as the sender shows when an email is sent.`,
      ),
    ]
  } catch (error) {
    const code = smtpErrorCode(error)
    const problem =
      PROBLEMS[code] ??
      `does not respond (${code}). Check its name and port, and that this machine can reach it.`
    return [
      failure(
        CHECK,
        `The SMTP server ${host} of SMTP_URL ${problem} Until then, no security emails are sent.`,
      ),
    ]
  } finally {
    transport.close()
  }
}
