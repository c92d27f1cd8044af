import { startBackend } from './backend.ts'
import { announce, describeBackend } from './run/announce.ts'
import { portFrom } from './run/port.ts'
import { endOnSignal, runCommand } from './run/together.ts'

// npm run backend: the embedded backend alone, until Ctrl-C.
await runCommand(async () => {
  const backend = await startBackend({
    apiPort: portFrom('SUPABASE_LOCAL_PORT', 54321),
    mailboxPort: portFrom('MAILBOX_PORT', 54324),
    githubPort: portFrom('GITHUB_PORT', 54325),
    ...(process.env.SUPABASE_LOCAL_DATA && { dataDir: process.env.SUPABASE_LOCAL_DATA }),
    ...(process.env.NEXT_PUBLIC_SITE_URL && { siteUrl: process.env.NEXT_PUBLIC_SITE_URL }),
  })
  endOnSignal(backend.close)
  announce(await describeBackend(backend))
})
