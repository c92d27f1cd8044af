/** The option of `startBackend` that sets a port. */
export type PortOption = 'apiPort' | 'mailboxPort' | 'smtpPort' | 'githubPort' | 'ssoPort'

/** Another process listens on a port of the backend. */
export class PortInUseError extends Error {
  /** The same code as Node.js's error. */
  readonly code = 'EADDRINUSE'
  readonly port: number
  readonly option: PortOption

  constructor(port: number, option: PortOption) {
    super(`Port ${port} is in use. Stop the process that uses it, or choose another ${option}.`)
    this.name = 'PortInUseError'
    this.port = port
    this.option = option
  }
}

/** Whether an error means that a port is in use. */
export function isPortInUse(error: unknown): error is Error & { port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
