import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from '../supabase/scripts/project-root.ts'

export const NEXT = join(projectRoot, 'node_modules/next/dist/bin/next')

/** The smallest Next.js app with the same packages: the lower bound for any app on Next.js. */
const FILES = {
  'next.config.mjs': `export default { poweredByHeader: false, turbopack: { root: ${JSON.stringify(projectRoot)} } }`,
  'package.json': '{ "private": true, "type": "module" }',
  'middleware.js': `
    import { NextResponse } from 'next/server'
    export const middleware = () => NextResponse.next()
    export const config = { runtime: 'nodejs', matcher: ['/((?!_next/static/|_next/image$).*)'] }`,
  // Without it, Next.js uses the config of the parent project.
  'instrumentation.js': `export const register = () => undefined`,
  'app/layout.js': `
    export const metadata = { title: 'Bare', description: 'A bare application.' }
    export default ({ children }) => <html lang="en"><body>{children}</body></html>`,
  'app/static/page.js': `export default () => <main><h1>Static</h1></main>`,
  'app/dynamic/page.js': `
    import { headers } from 'next/headers'
    export default async function Page() {
      return <main><h1>Dynamic</h1><p>{(await headers()).get('user-agent')}</p></main>
    }`,
}

export type BareApp = { folder: string; remove(): void }

/**
 * Builds the bare app in a folder of the project, so that it uses the same `next` and `react`.
 *
 * @throws an Error with the output of the build if that fails.
 */
export function buildBareApp(): BareApp {
  const folder = mkdtempSync(join(projectRoot, '.bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (status === 0) return { folder, remove }
  remove()
  throw new Error(`The bare application could not be built:\n${stdout}${stderr}`)
}
