import { join } from 'node:path'
import { announce } from './announce.ts'
import { localCertificate } from './certificate.ts'
import { configuredSupabaseUrl, isLocal, localEnvironment, siteUrl } from './environment.ts'
import { localSupabase } from './local-supabase.ts'
import { applicationPort, expectFreePort } from './port.ts'
import { ended, endOnSignal, runCommand, startNext, stop } from './processes.ts'
import { projectRoot } from './project-root.ts'
import { watchMigrations } from './watch-migrations.ts'

// npm run dev: the application with whatever Supabase it is set up for; without a setting, with the embedded backend.
// npm run dev:https: the same over https.
await runCommand(async () => {
  const given = process.argv.slice(2).filter((parameter) => parameter !== '--https')
  const https = process.argv.includes('--https')
  const certificate = https ? localCertificate(join(projectRoot, 'certificates')) : undefined
  const port = applicationPort(given)
  await expectFreePort(port, 'PORT')
  const parameters = ['dev', '--port', String(port), ...(certificate ? overHttps(certificate) : []), ...given]
  const site = siteUrl(port, https)
  const about = { Application: site, ...(certificate && { Certificate: certificate.about }) }

  const configured = configuredSupabaseUrl()
  if (configured !== undefined && !isLocal(configured)) {
    announce({ ...about, Supabase: configured })
    const next = startNext(parameters, https ? { NEXT_PUBLIC_SITE_URL: site } : {})
    endOnSignal(() => stop(next))
    process.exit(await ended(next))
  }
  const dataDir = process.env.SUPABASE_LOCAL_DATA || join(projectRoot, 'supabase/.temp/local')
  const supabase = await localSupabase({ siteUrl: site, dataDir })
  announce({ ...about, ...supabase.about })
  if (supabase.isEmbedded)
    watchMigrations(join(projectRoot, 'supabase/migrations'), (file) =>
      console.info(`New migration ${file}: restart this command to apply it.`),
    )
  const next = startNext(parameters, {
    ...localEnvironment(supabase.url, site),
    ...supabase.devEnvironment,
  })
  endOnSignal(() => Promise.all([stop(next), supabase.close()]))
  const code = await ended(next)
  await supabase.close()
  process.exit(code)
})

function overHttps({ key, cert }: { key: string; cert: string }): string[] {
  return ['--experimental-https', '--experimental-https-key', key, '--experimental-https-cert', cert]
}
