import { execFileSync } from 'node:child_process'
import { copyFileSync, rmSync } from 'node:fs'

// npm run build: compiles the sources to dist/, for a published package. npm puts tsc into PATH.
process.chdir(import.meta.dirname)
rmSync('dist', { recursive: true, force: true })
execFileSync('tsc', ['--project', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
copyFileSync('src/database/bootstrap.sql', 'dist/database/bootstrap.sql')
