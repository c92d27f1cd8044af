import type { Settings } from '../settings-schema.ts'
import { startGitHub } from './github.ts'

/**
 * Starts the local GitHub if config.toml's `[auth.external.github]` is enabled with a `url` on this machine. With an application
 * registered at GitHub, none is started.
 * @param port 0 or unset: any free port. Sets its URL in the settings.
 */
export async function startLocalGitHub(settings: Settings, port = 0) {
  const github = settings.auth.external.github
  if (!github?.enabled || URL.parse(github.url)?.hostname !== '127.0.0.1') return undefined
  const server = await startGitHub(port, { id: github.client_id, secret: github.secret })
  github.url = server.url
  return server
}
