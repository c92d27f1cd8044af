import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { isTaken, PortTaken } from '../http/port-taken.ts'

interface Ports {
  web: number
  smtp: number
}

export interface Mailbox {
  url: string
  smtpPort: number
  close(): Promise<void>
}

/**
 * Starts a mailbox server (maildev): SMTP, a web page and a REST interface, all on 127.0.0.1 only.
 * @param ports of the page and of SMTP; 0 takes a free one.
 * @param folder where the mails are kept; unset: in a temporary folder that goes with the mailbox.
 * @returns once it takes mails. Throws PortTaken when a port is in use.
 */
export async function startMailbox(ports: Ports, folder?: string): Promise<Mailbox> {
  const mailDirectory = folder ? join(folder, 'mail') : mkdtempSync(join(tmpdir(), 'mailbox-'))
  mkdirSync(mailDirectory, { recursive: true })
  const worker = new Worker(new URL('./mailbox-worker.ts', import.meta.url), {
    // As texts: maildev takes the number 0 for no port at all.
    workerData: { smtp: `${ports.smtp}`, web: `${ports.web}`, ip: '127.0.0.1', mailDirectory, silent: true },
  })
  const close = async () => {
    await worker.terminate()
    if (!folder) rmSync(mailDirectory, { recursive: true, force: true })
  }
  try {
    const [{ web, smtp }] = (await once(worker, 'message')) as [Ports]
    return { url: `http://127.0.0.1:${web}`, smtpPort: smtp, close }
  } catch (error) {
    await close()
    if (!isTaken(error)) throw error
    throw new PortTaken(error.port, error.port === ports.web ? 'MAILBOX_PORT' : 'SMTP_PORT')
  }
}
