import { type EmailDriver, SmtpEmailDriver } from '@supabase/lite'
import { createTransport } from 'nodemailer'
import type { Settings } from '../settings-schema.ts'

/** The mailbox delays the greeting of each new connection by 100 ms, so one is reused. */
const keepConnection = (options: Record<string, unknown>) =>
  createTransport({ ...options, pool: true, maxConnections: 1 })

/** Sends emails to the local mailbox, with the sender from config.toml. */
export function createSmtpDriver(sender: Settings['auth']['email']['smtp'], port: number): EmailDriver {
  return new SmtpEmailDriver({
    host: '127.0.0.1',
    port,
    secure: false,
    requireTls: false,
    createTransport: keepConnection,
    from: { name: sender.sender_name, address: sender.admin_email },
  })
}
