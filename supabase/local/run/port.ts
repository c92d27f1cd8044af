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
