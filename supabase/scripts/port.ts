import { once } from 'node:events'
import { createServer } from 'node:net'

/** The message for a port that another process uses. @param variable the environment variable that sets the port. */
export function portInUseMessage(port: number, variable: string): string {
  return `Port ${port} is in use. Stop the process that uses it, or set ${variable} to another port.`
}

/**
 * Checks early that a port is free, so that a slow start does not fail in the end.
 * @param variable the environment variable that sets the port. Throws an Error that names it if the port is in use.
 */
export async function expectFreePort(port: number, variable: string): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw isInUse ? new Error(portInUseMessage(port, variable)) : error
  }
  await new Promise((closed) => server.close(closed))
}

/**
 * Reads a port from an environment variable.
 * @param fallback the port if the variable is not set.
 * @returns the port. Throws an Error that names the variable if its value is not a port.
 */
export function readPort(variable: string, fallback: number): number {
  const text = process.env[variable] || String(fallback)
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(
      `${variable} is ${JSON.stringify(text)}, which is not a port. Set it to a number up to 65535.`,
    )
  return port
}

/** The port of the app: `--port` or `-p` of the command, or PORT, or 3000. */
export function applicationPort(parameters: string[]): number {
  const index = parameters.findIndex((parameter) => parameter === '--port' || parameter === '-p')
  const port = index < 0 ? readPort('PORT', 3000) : Number(parameters[index + 1])
  if (!Number.isInteger(port))
    throw new Error(`${parameters[index]} needs a port, such as ${parameters[index]} 3001`)
  return port
}
