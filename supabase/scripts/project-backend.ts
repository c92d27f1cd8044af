import { type Backend, PortInUseError, startBackend } from 'supabase-embedded'
import { portFrom, portInUse } from './port.ts'
import { projectRoot } from './project-root.ts'

const PORT_VARIABLES = {
  apiPort: 'SUPABASE_LOCAL_PORT',
  mailboxPort: 'MAILBOX_PORT',
  smtpPort: undefined,
  githubPort: 'GITHUB_PORT',
}

interface Options {
  apiPort: number
  /** Where the application is served; unset: what config.toml says. */
  siteUrl?: string | undefined
  /** Where data is stored; unset: in memory. */
  dataDir?: string | undefined
}

/**
 * Starts the embedded backend for this project, as the environment variables of `npm run backend` say, and prints its warnings.
 * Throws an Error whose message names the variable to change when a port is in use.
 */
export async function startProjectBackend({ apiPort, siteUrl, dataDir }: Options): Promise<Backend> {
  try {
    const backend = await startBackend({
      projectDir: projectRoot,
      apiPort,
      mailboxPort: portFrom('MAILBOX_PORT', 54324),
      githubPort: portFrom('GITHUB_PORT', 54325),
      defaultTemplates: process.env.SUPABASE_LOCAL_TEMPLATES === 'default',
      ...(siteUrl && { siteUrl }),
      ...(dataDir && { dataDir }),
    })
    for (const warning of backend.warnings) console.warn(warning)
    return backend
  } catch (error) {
    const variable = error instanceof PortInUseError ? PORT_VARIABLES[error.option] : undefined
    throw error instanceof PortInUseError && variable ? new Error(portInUse(error.port, variable)) : error
  }
}
