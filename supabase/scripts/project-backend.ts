import { type Backend, type BackendOptions, PortInUseError, startBackend } from 'supabase-embedded'
import { portInUseMessage, readPort } from './port.ts'
import { projectRoot } from './project-root.ts'

/** The environment variable of each port of the backend. */
export const PORT_VARIABLES = {
  apiPort: 'SUPABASE_LOCAL_PORT',
  mailboxPort: 'MAILBOX_PORT',
  smtpPort: undefined,
  githubPort: 'GITHUB_PORT',
  ssoPort: 'SSO_PORT',
}

/** The domain whose example users sign in at the local identity provider. */
const SSO_DOMAINS = ['sso.example.com']

interface Options {
  apiPort: number
  /** The URL of the app; if unset, the one in config.toml. */
  siteUrl?: string | undefined
  /** The folder for the data; if unset, it stays in memory. */
  dataDir?: string | undefined
  onListening?: NonNullable<BackendOptions['onListening']>
}

/**
 * Starts the embedded backend for this project with the environment variables of `npm run backend`, and prints its warnings.
 * Throws an Error that names the variable to change if a port is in use.
 */
export async function startProjectBackend({
  apiPort,
  siteUrl,
  dataDir,
  onListening,
}: Options): Promise<Backend> {
  try {
    const backend = await startBackend({
      projectDir: projectRoot,
      apiPort,
      mailboxPort: readPort('MAILBOX_PORT', 54324),
      githubPort: readPort('GITHUB_PORT', 54325),
      ssoPort: readPort('SSO_PORT', 54326),
      ssoDomains: SSO_DOMAINS,
      defaultTemplates: process.env.SUPABASE_LOCAL_TEMPLATES === 'default',
      ...(siteUrl && { siteUrl }),
      ...(dataDir && { dataDir }),
      ...(onListening && { onListening }),
    })
    for (const warning of backend.warnings) console.warn(warning)
    return backend
  } catch (error) {
    const variable = error instanceof PortInUseError ? PORT_VARIABLES[error.option] : undefined
    throw error instanceof PortInUseError && variable
      ? new Error(portInUseMessage(error.port, variable))
      : error
  }
}
