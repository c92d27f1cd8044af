import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { isPortInUse, PortInUseError } from '../http/port-in-use.ts'

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
 * @param folder where the emails are kept; unset: in a temporary folder that goes with the mailbox.
 * @returns once it takes emails. Throws PortInUseError when a port is in use.
 */
export async function startMailbox(ports: Ports, folder?: string): Promise<Mailbox> {
  const emailDirectory = folder ? join(folder, 'mail') : mkdtempSync(join(tmpdir(), 'mailbox-'))
  mkdirSync(emailDirectory, { recursive: true })
  // .ts in this repository, .js once it is built.
  const worker = new Worker(new URL(`./mailbox-worker${extname(import.meta.url)}`, import.meta.url), {
    // As texts: maildev takes the number 0 for no port at all.
    workerData: { smtp: `${ports.smtp}`, web: `${ports.web}`, ip: '127.0.0.1', emailDirectory, silent: true },
  })
  const close = async () => {
    await worker.terminate()
    if (!folder) rmSync(emailDirectory, { recursive: true, force: true })
  }
  try {
    const [{ web, smtp }] = (await once(worker, 'message')) as [Ports]
    return { url: `http://127.0.0.1:${web}`, smtpPort: smtp, close }
  } catch (error) {
    await close()
    if (!isPortInUse(error)) throw error
    throw new PortInUseError(error.port, error.port === ports.web ? 'mailboxPort' : 'smtpPort')
  }
}
