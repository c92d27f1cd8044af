declare module 'nodemailer' {
  interface Transporter {
    sendMail(mail: Record<string, unknown>): Promise<unknown>
  }
  export function createTransport(options: Record<string, unknown>): Transporter
}
