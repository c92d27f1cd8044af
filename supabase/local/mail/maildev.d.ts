declare module 'maildev' {
  interface Mailbox {
    listen(): Promise<void>
  }
  export default function maildev(options: {
    smtp: number
    web: number
    ip: string
    mailDirectory: string
    silent: boolean
  }): Mailbox
}

declare module 'maildev/lib/web.js' {
  import type { Server } from 'node:http'

  const web: { server: Server }
  export default web
}
