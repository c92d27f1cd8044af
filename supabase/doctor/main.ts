import { parseArgs } from 'node:util'
import env from '@next/env'
import type { Finding } from './finding.ts'
import { runChecks } from './run-checks.ts'

// npm run doctor: checks that the configured Supabase project fits this app. `--json` prints JSON, and `--preview=<url>` also
// checks the redirect URLs of a preview.
const { values } = parseArgs({ options: { json: { type: 'boolean' }, preview: { type: 'string' } } })
if (values.preview && !URL.canParse(values.preview)) {
  console.error(
    'The value of --preview is not a URL. Pass the full URL, such as --preview=https://app-git-branch-team.vercel.app',
  )
  process.exit(1)
}

// Reads the files that Next reads, such as .env.local.
env.loadEnvConfig(process.cwd(), process.env.NODE_ENV !== 'production', { info() {}, error: console.error })

const findings = await runChecks(process.env, values.preview)
console.info(values.json ? JSON.stringify(findings, null, 2) : formatTable(findings))
process.exitCode = findings.some(({ status }) => status === 'failure') ? 1 : 0

function formatTable(rows: Finding[]): string {
  const width = Math.max(...rows.map(({ check }) => check.length))
  return rows
    .map(({ status, check, message }) => `${status.padEnd(7)}  ${check.padEnd(width)}  ${message}`)
    .join('\n')
}
