declare module 'maildev' {
  interface Mailbox {
    listen(): Promise<void>
  }
  /** A port is a text, since the number 0 counts as unset. */
  export default function maildev(options: {
    smtp: string
    web: string
    ip: string
    emailDirectory: string
    silent: boolean
  }): Mailbox
}

declare module 'maildev/lib/web.js' {
  import type { Server } from 'node:http'

  const web: { server: Server }
  export default web
}

declare module 'maildev/lib/mailserver.js' {
  import type { Server } from 'node:net'

  const mailServer: { smtp: { server: Server } }
  export default mailServer
}
