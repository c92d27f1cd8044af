declare module 'nodemailer' {
  interface Transporter {
    sendMail(email: {
      from: string
      to: string
      subject: string
      html: string
      text: string
    }): Promise<unknown>
  }
  /** https://nodemailer.com/smtp/ */
  export function createTransport(options: {
    url: string
    requireTLS: boolean
    connectionTimeout: number
    greetingTimeout: number
    socketTimeout: number
    dnsTimeout: number
  }): Transporter
}
