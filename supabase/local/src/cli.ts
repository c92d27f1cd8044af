#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { startBackend } from './backend.ts'
import { secretKey } from './keys.ts'

const USAGE = `Usage: supabase-embedded [options]

Starts a Supabase backend for development and tests, until Ctrl-C.

  --project-dir <folder>  The folder that holds supabase/config.toml (default: the working directory)
  --data-dir <folder>     Where to keep data and emails (default: in memory)
  --site-url <url>        Replaces site_url of config.toml
  --api-port <port>       Auth and data API (default: 54321)
  --mailbox-port <port>   Web page of the mailbox (default: 54324)
  --github-port <port>    Local GitHub, if config.toml asks for it (default: 54325)
  --sso-domain <domain>   Turns on single sign-on, for users of this domain
  --sso-port <port>       Local identity provider for single sign-on (default: 54326)
  --no-seed               Leaves out supabase/seed.sql
  --help                  Prints this text`

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      'project-dir': { type: 'string', default: '.' },
      'data-dir': { type: 'string' },
      'site-url': { type: 'string' },
      'api-port': { type: 'string', default: '54321' },
      'mailbox-port': { type: 'string', default: '54324' },
      'github-port': { type: 'string', default: '54325' },
      'sso-domain': { type: 'string' },
      'sso-port': { type: 'string', default: '54326' },
      seed: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.info(USAGE)
  const backend = await startBackend({
    projectDir: values['project-dir'],
    apiPort: readPort('api-port', values['api-port']),
    mailboxPort: readPort('mailbox-port', values['mailbox-port']),
    githubPort: readPort('github-port', values['github-port']),
    ssoPort: readPort('sso-port', values['sso-port']),
    ...(values['sso-domain'] && { ssoDomains: [values['sso-domain']] }),
    seed: values.seed,
    ...(values['data-dir'] && { dataDir: values['data-dir'] }),
    ...(values['site-url'] && { siteUrl: values['site-url'] }),
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => backend.close().then(() => process.exit(0)))
  const rows = {
    API: backend.apiUrl,
    Mailbox: backend.mailboxUrl,
    ...(backend.githubUrl && { GitHub: `${backend.githubUrl} (local)` }),
    ...(backend.ssoUrl && { SSO: `${backend.ssoUrl} (local)` }),
    'Publishable key': backend.publishableKey,
    'Secret key': secretKey,
  }
  for (const warning of backend.warnings) console.warn(warning)
  for (const [name, value] of Object.entries(rows)) console.info(`${name.padEnd(15)}  ${value}`)
}

function readPort(option: string, text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--${option} is not a port: ${text}`)
  return port
}
