import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Node runs TypeScript everywhere but in node_modules. So the manifest names the sources, and while npm packs (prepack, postpack) it
// names what `npm run build` makes of them.
const [target] = process.argv.slice(2)
const file = join(import.meta.dirname, 'package.json')
const manifest = readFileSync(file, 'utf8')
const named =
  target === 'dist'
    ? manifest.replaceAll(/"\.\/src\/(.+)\.ts"/g, '"./dist/$1.js"')
    : manifest.replaceAll(/"\.\/dist\/(.+)\.js"/g, '"./src/$1.ts"')
writeFileSync(file, named)
