import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// `node --import ./supabase/scripts/check-install.mjs script.ts`: explains what is missing before Node fails to load the script. Plain
// JavaScript that imports no packages, so that it runs on an older Node.js and before `npm ci`.
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

if (!existsSync(modules)) fail('The packages are not installed. Run "npm ci", then run this command again.')
if (!process.features.typescript) {
  const isBundled = existsSync(join(modules, 'node/bin'))
  fail(
    `This command needs Node.js 24.15 or later (or 22.22.2 or later of Node 22); this is ${process.version}. ${
      isBundled
        ? 'Run it with "npm run", which uses the Node.js that "npm ci" installed.'
        : 'Run "npm ci" without --ignore-scripts to install one for this project, or install a later Node.js.'
    }`,
  )
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
