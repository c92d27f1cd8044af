import { parseArgs } from 'node:util'
import env from '@next/env'
import { examine } from './examine.ts'
import type { Finding } from './finding.ts'

// npm run doctor: does the configured Supabase project fit this application? `--json` for programs, `--preview=<address>` for
// the redirects of a preview.
const { values } = parseArgs({ options: { json: { type: 'boolean' }, preview: { type: 'string' } } })
if (values.preview && !URL.canParse(values.preview)) {
  console.error('--preview is not an address such as https://app-git-branch-team.vercel.app.')
  process.exit(1)
}

// The files that Next reads: .env.local and its kin.
env.loadEnvConfig(process.cwd(), process.env.NODE_ENV !== 'production', { info() {}, error: console.error })

const findings = await examine(process.env, values.preview)
console.info(values.json ? JSON.stringify(findings, null, 2) : table(findings))
process.exitCode = findings.some(({ status }) => status === 'failure') ? 1 : 0

function table(rows: Finding[]): string {
  const width = Math.max(...rows.map(({ check }) => check.length))
  return rows
    .map(({ status, check, message }) => `${status.padEnd(7)}  ${check.padEnd(width)}  ${message}`)
    .join('\n')
}
