import { type EmailDriver, SmtpEmailDriver } from '@supabase/lite'
import { createTransport } from 'nodemailer'
import type { Settings } from '../settings-schema.ts'

/** The mailbox greets each new connection after a pause of 100 ms, so one is kept. */
const keepConnection = (options: Record<string, unknown>) =>
  createTransport({ ...options, pool: true, maxConnections: 1 })

/** Hands emails to the local mailbox, from the sender that config.toml names. */
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
