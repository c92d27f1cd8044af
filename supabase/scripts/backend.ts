import { announce, describeBackend } from './announce.ts'
import { portFrom } from './port.ts'
import { endOnSignal, runCommand } from './processes.ts'
import { startProjectBackend } from './project-backend.ts'

// npm run backend: the embedded backend alone, until Ctrl-C.
await runCommand(async () => {
  const backend = await startProjectBackend({
    apiPort: portFrom('SUPABASE_LOCAL_PORT', 54321),
    dataDir: process.env.SUPABASE_LOCAL_DATA,
    siteUrl: process.env.NEXT_PUBLIC_SITE_URL,
  })
  endOnSignal(backend.close)
  announce(await describeBackend(backend))
})
