import { describeAddresses, describeUsers, printBanner } from './banner.ts'
import { readPort } from './port.ts'
import { exitOnSignal, runCommand } from './processes.ts'
import { startProjectBackend } from './project-backend.ts'

// npm run backend: runs the embedded backend without the app, until Ctrl-C.
await runCommand(async () => {
  const backend = await startProjectBackend({
    apiPort: readPort('SUPABASE_LOCAL_PORT', 54321),
    dataDir: process.env.SUPABASE_LOCAL_DATA,
    siteUrl: process.env.NEXT_PUBLIC_SITE_URL,
  })
  exitOnSignal(backend.close)
  printBanner({ ...describeAddresses(backend), ...(await describeUsers(backend)) })
})
