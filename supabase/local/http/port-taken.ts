import { once } from 'node:events'
import { createServer } from 'node:net'

/** Somebody else listens on a port that was asked for. The message says which one and what to do about it. */
export class PortTaken extends Error {
  constructor(port: number, variable: string) {
    super(`Port ${port} is taken: stop what uses it, or choose another one with ${variable}.`)
    this.name = 'PortTaken'
  }
}

/** Whether an error means that a port is in use. */
export function isTaken(error: unknown): error is Error & { port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

/**
 * Tells early, and in words, that a port which a person has chosen is in use, before a slow start fails because of it.
 * @param variable the environment variable that chooses this port, for the message.
 * Throws PortTaken when something listens there.
 */
export async function expectNotTaken(port: number, variable: string): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw isTaken(error) ? new PortTaken(port, variable) : error
  }
  await new Promise((closed) => server.close(closed))
}
