/** Another process listens on the port that a server was told to use. */
export class PortInUse extends Error {
  readonly code = 'EADDRINUSE'

  constructor(port: number) {
    super(`Port ${port} is in use.`)
  }
}

/** Whether an error means that a port is in use: Node's own, the embedded backend's or PortInUse. */
export function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
