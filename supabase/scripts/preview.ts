import { printBanner } from './banner.ts'
import { localEnvironment, siteUrl } from './environment.ts'
import { localSupabase } from './local-supabase.ts'
import { applicationPort, expectFreePort } from './port.ts'
import { exitCode, exitOnSignal, runCommand, startNext, stop } from './processes.ts'

// npm run preview: builds the app for production and serves it, with a local Supabase.
await runCommand(async () => {
  const port = applicationPort(process.argv.slice(2))
  await expectFreePort(port, 'PORT')
  const site = siteUrl(port)
  const supabase = await localSupabase({ siteUrl: site, dataDir: process.env.SUPABASE_LOCAL_DATA })
  const users = await supabase.ready
  const environment = localEnvironment(supabase.url, site, supabase.smtpUrl, supabase.githubUrl)
  let next = startNext(['build'], environment)
  exitOnSignal(() => Promise.all([stop(next), supabase.close()]))
  let code = await exitCode(next)
  if (code === 0) {
    printBanner({ Application: site, ...supabase.banner, ...users })
    next = startNext(['start', '--port', String(port), ...process.argv.slice(2)], environment)
    code = await exitCode(next)
  }
  await supabase.close()
  process.exit(code)
})
