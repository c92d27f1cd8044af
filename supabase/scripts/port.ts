import { once } from 'node:events'
import { createServer } from 'node:net'

/** What to do about a port that another process uses. @param variable the environment variable that chooses the port. */
export function portInUse(port: number, variable: string): string {
  return `Port ${port} is in use: stop the process that uses it, or choose another port with ${variable}.`
}

/**
 * Finds out early that the port a person has chosen is in use, before a slow start fails because of it.
 * @param variable the environment variable that chooses the port. Throws an Error that names it.
 */
export async function expectFreePort(port: number, variable: string): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw isInUse ? new Error(portInUse(port, variable)) : error
  }
  await new Promise((closed) => server.close(closed))
}

/**
 * A port out of the environment.
 * @param fallback what counts when the variable is not set.
 * @returns the port. Throws an Error that names the variable when it holds something else.
 */
export function portFrom(variable: string, fallback: number): number {
  const text = process.env[variable] || String(fallback)
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(`${variable} is ${JSON.stringify(text)}, which is not a port.`)
  return port
}

/** The port of the application: `--port` or `-p` among the parameters of the command, else PORT, else 3000. */
export function applicationPort(parameters: string[]): number {
  const named = parameters.findIndex((parameter) => parameter === '--port' || parameter === '-p')
  const port = named < 0 ? portFrom('PORT', 3000) : Number(parameters[named + 1])
  if (!Number.isInteger(port)) throw new Error(`${parameters[named]} needs a port.`)
  return port
}
