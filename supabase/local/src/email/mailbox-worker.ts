import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import maildev from 'maildev'
import mailServer from 'maildev/lib/mailserver.js'
import web from 'maildev/lib/web.js'

// maildev keeps its state in its modules: a separate thread for each allows several mailboxes in one process.
const mailbox = maildev(workerData)
await Promise.all([mailbox.listen(), web.server.listening || once(web.server, 'listening')])
parentPort?.postMessage({ web: portOf(web.server), smtp: portOf(mailServer.smtp.server) })

function portOf(server: import('node:net').Server): number {
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The mailbox listens on no port.')
  return address.port
}
