import { EnvError, readEnv } from '../env'

/** Ends this process with one line on stderr if an environment variable is missing or malformed, before any request is served. */
export function exitOnInvalidEnv(): void {
  try {
    readEnv(process.env)
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
