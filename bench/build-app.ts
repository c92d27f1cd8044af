import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from '../supabase/scripts/project-root.ts'

export const NEXT = join(projectRoot, 'node_modules/next/dist/bin/next')

/** Without its own instrumentation file, an app would use that of the parent project. */
const COMMON_FILES = {
  'next.config.mjs': `export default { output: 'standalone', poweredByHeader: false, turbopack: { root: ${JSON.stringify(projectRoot)} } }`,
  'package.json': '{ "private": true, "type": "module" }',
  'instrumentation.js': `export const register = () => undefined`,
}

export type BuiltApp = { folder: string; remove(): void }

/**
 * Builds an app to compare ours with, in a folder of the project, so that it uses the same packages.
 *
 * @param files their contents by path.
 * @param environment variables of the build.
 * @throws an Error with the output of the build if that fails.
 */
export function buildApp(files: Record<string, string>, environment: Record<string, string> = {}): BuiltApp {
  const folder = mkdtempSync(join(projectRoot, '.bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  for (const [path, content] of Object.entries({ ...COMMON_FILES, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...environment },
  })
  if (status === 0) return { folder, remove }
  remove()
  throw new Error(`The application could not be built:\n${stdout}${stderr}`)
}
