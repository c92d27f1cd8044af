import { announce } from './announce.ts'
import { localEnvironment, siteUrl } from './environment.ts'
import { localSupabase } from './local-supabase.ts'
import { applicationPort, expectFreePort } from './port.ts'
import { ended, endOnSignal, runCommand, startNext, stop } from './processes.ts'

// npm run preview: a production build and its server, with a local Supabase.
await runCommand(async () => {
  const port = applicationPort(process.argv.slice(2))
  await expectFreePort(port, 'PORT')
  const site = siteUrl(port)
  const supabase = await localSupabase({ siteUrl: site, dataDir: process.env.SUPABASE_LOCAL_DATA })
  const environment = localEnvironment(supabase.url, site)
  let next = startNext(['build'], environment)
  endOnSignal(() => Promise.all([stop(next), supabase.close()]))
  let code = await ended(next)
  if (code === 0) {
    announce({ Application: site, ...supabase.about })
    next = startNext(['start', '--port', String(port), ...process.argv.slice(2)], environment)
    code = await ended(next)
  }
  await supabase.close()
  process.exit(code)
})
