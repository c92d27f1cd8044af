/** Another process listens on the port of a server. */
export class PortInUse extends Error {
  readonly code = 'EADDRINUSE'

  constructor(port: number) {
    super(`Port ${port} is in use.`)
  }
}

/** Whether an error means that a port is in use: an error of Node.js or of the embedded backend, or PortInUse. */
export function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
