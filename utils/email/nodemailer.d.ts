declare module 'nodemailer' {
  interface Transporter {
    sendMail(email: {
      from: string
      to: string
      subject: string
      html: string
      text: string
    }): Promise<unknown>
    /** Connects and signs in. Sends no email. */
    verify(): Promise<true>
    close(): void
  }
  /** https://nodemailer.com/smtp/ */
  export function createTransport(options: {
    host: string
    port: number
    secure: boolean
    requireTLS?: boolean
    auth?: { user: string; pass: string }
    connectionTimeout: number
    greetingTimeout: number
    socketTimeout: number
    dnsTimeout: number
  }): Transporter
}
