import { expectNotTaken } from './http/port-taken.ts'
import { announce } from './run/announce.ts'
import { localEnvironment, siteUrl } from './run/environment.ts'
import { localSupabase } from './run/local-supabase.ts'
import { applicationPort } from './run/port.ts'
import { ended, endOnSignal, runCommand, startNext, stop } from './run/together.ts'

// npm run preview: a production build and its server, with a local Supabase.
await runCommand(async () => {
  const port = applicationPort(process.argv.slice(2))
  await expectNotTaken(port, 'PORT')
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
