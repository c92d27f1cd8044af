import { EnvError, readEnv } from '../env'

/** Ends this process with one line on stderr when a setting is missing or malformed: before anyone is answered. */
export function exitOnInvalidEnv(): void {
  try {
    readEnv(process.env)
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
