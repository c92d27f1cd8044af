import { join } from 'node:path'
import { freePort } from './http/free-port.ts'
import { projectRoot } from './project-root.ts'
import { announce } from './run/announce.ts'
import { configuredSupabaseUrl, isLocal, localEnvironment, siteUrl } from './run/environment.ts'
import { localSupabase } from './run/local-supabase.ts'
import { applicationPort } from './run/port.ts'
import { ended, endOnSignal, runCommand, startNext, stop } from './run/together.ts'

// npm run dev: the application with whatever Supabase it is set up for; without a setting, with the embedded backend.
await runCommand(async () => {
  const port = await freePort(applicationPort(process.argv.slice(2)), 'PORT')
  const parameters = ['dev', '--port', String(port), ...process.argv.slice(2)]
  const configured = configuredSupabaseUrl()
  if (configured !== undefined && !isLocal(configured)) {
    announce({ Application: siteUrl(port), Supabase: configured })
    const next = startNext(parameters, {})
    endOnSignal(() => stop(next))
    process.exit(await ended(next))
  }
  const site = siteUrl(port)
  const dataDir = process.env.SUPABASE_LOCAL_DATA || join(projectRoot, 'supabase/.temp/local')
  const supabase = await localSupabase({ siteUrl: site, dataDir })
  announce({ Application: site, ...supabase.about })
  const next = startNext(parameters, localEnvironment(supabase.url, site))
  endOnSignal(() => Promise.all([stop(next), supabase.close()]))
  const code = await ended(next)
  await supabase.close()
  process.exit(code)
})
