import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Backend, startBackend } from 'supabase-embedded'
import { COOKIE_SECRET } from './app'
import { assemble, readDockerfile } from './dockerfile'
import { type ServerProcess, startServerProcess } from './server-process'
import { startOnPort } from './start-on-port'

export type Standalone = { url: string; backend: Backend; server: ServerProcess; close(): Promise<void> }

/** Copies the standalone build, as the Dockerfile does, into an empty folder. @returns that folder. */
export function assembleStandalone(project?: string): string {
  const image = readDockerfile().at(-1)
  if (!image) throw new Error('The Dockerfile has no stage.')
  return assemble(image, project)
}

/**
 * Starts an embedded backend and the standalone server in a folder, which it removes in the end.
 *
 * @param within where server.js is: below the folder if the project was built inside another one.
 */
export async function startStandalone(folder: string, within = '.'): Promise<Standalone> {
  const started = await startOnPort(async (port) => {
    const url = `http://localhost:${port}`
    const backend = await startBackend({ siteUrl: url })
    try {
      const env = {
        PATH: process.env.PATH ?? '',
        NODE_ENV: 'production' as const,
        PORT: String(port),
        NEXT_PUBLIC_SUPABASE_URL: backend.apiUrl,
        NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: backend.publishableKey,
        NEXT_PUBLIC_SITE_URL: url,
        COOKIE_SECRET,
      }
      const options = { port, ready: /Ready in/, cwd: join(folder, within), env }
      return { url, backend, server: await startServerProcess(process.execPath, ['server.js'], options) }
    } catch (error) {
      await backend.close()
      throw error
    }
  })
  return {
    ...started,
    async close() {
      await started.server.close()
      await started.backend.close()
      rmSync(folder, { recursive: true })
    },
  }
}
