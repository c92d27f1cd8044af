import { type EmailDriver, SmtpEmailDriver } from '@supabase/lite'
import type { Settings } from '../settings-schema.ts'

/** Hands mails to the local mailbox, from the sender that config.toml names. */
export function smtpDriver(sender: Settings['auth']['email']['smtp'], port: number): EmailDriver {
  return new SmtpEmailDriver({
    host: '127.0.0.1',
    port,
    secure: false,
    requireTls: false,
    from: { name: sender.sender_name, address: sender.admin_email },
  })
}
