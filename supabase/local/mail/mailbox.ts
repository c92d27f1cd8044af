import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { freePort } from '../http/free-port.ts'

export interface Mailbox {
  url: string
  smtpPort: number
  /** Resolves when mails are taken; rejects when the mailbox could not start. */
  ready: Promise<unknown>
  close(): Promise<void>
}

/**
 * Starts a mailbox server (maildev): SMTP, a web page and a REST interface, all on 127.0.0.1 only.
 * @param ports of the page and of SMTP; 0 takes a free one. Throws PortTaken when one is in use.
 * @param folder where the mails are kept; unset: in a temporary folder that goes with the mailbox.
 * @returns at once, while the server is still coming up: see `ready`.
 */
export async function startMailbox(ports: { web: number; smtp: number }, folder?: string): Promise<Mailbox> {
  const web = await freePort(ports.web, 'MAILBOX_PORT')
  const smtp = await freePort(ports.smtp, 'SMTP_PORT')
  const mailDirectory = folder ? join(folder, 'mail') : mkdtempSync(join(tmpdir(), 'mailbox-'))
  mkdirSync(mailDirectory, { recursive: true })
  const worker = new Worker(new URL('./mailbox-worker.ts', import.meta.url), {
    workerData: { smtp, web, ip: '127.0.0.1', mailDirectory, silent: true },
  })
  const ready = once(worker, 'message')
  ready.catch(() => undefined)
  return {
    url: `http://127.0.0.1:${web}`,
    smtpPort: smtp,
    ready,
    async close() {
      await worker.terminate()
      if (!folder) rmSync(mailDirectory, { recursive: true, force: true })
    },
  }
}
