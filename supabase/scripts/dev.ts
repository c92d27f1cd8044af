import { join } from 'node:path'
import { printBanner } from './banner.ts'
import { localCertificate } from './certificate.ts'
import { configuredSupabaseUrl, isLocal, localEnvironment, siteUrl } from './environment.ts'
import { localSupabase } from './local-supabase.ts'
import { applicationPort, expectFreePort } from './port.ts'
import { exitCode, exitOnSignal, runCommand, startNext, stop } from './processes.ts'
import { projectRoot } from './project-root.ts'
import { watchMigrations } from './watch-migrations.ts'

// npm run dev: runs the app with the configured Supabase, or with the embedded backend if none is configured.
// npm run dev:https: the same over HTTPS.
await runCommand(async () => {
  const nextParameters = process.argv.slice(2).filter((parameter) => parameter !== '--https')
  const https = process.argv.includes('--https')
  const certificate = https ? localCertificate(join(projectRoot, 'certificates')) : undefined
  const port = applicationPort(nextParameters)
  await expectFreePort(port, 'PORT')
  const parameters = [
    'dev',
    '--port',
    String(port),
    ...(certificate ? httpsParameters(certificate) : []),
    ...nextParameters,
  ]
  const site = siteUrl(port, https)
  const banner = { Application: site, ...(certificate && { Certificate: certificate.description }) }

  const configured = configuredSupabaseUrl()
  if (configured !== undefined && !isLocal(configured)) {
    printBanner({ ...banner, Supabase: configured })
    const next = startNext(parameters, https ? { NEXT_PUBLIC_SITE_URL: site } : {})
    exitOnSignal(() => stop(next))
    process.exit(await exitCode(next))
  }
  const dataDir = process.env.SUPABASE_LOCAL_DATA || join(projectRoot, 'supabase/.temp/local')
  const supabase = await localSupabase({ siteUrl: site, dataDir })
  printBanner({ ...banner, ...supabase.banner })
  if (supabase.isEmbedded)
    watchMigrations(join(projectRoot, 'supabase/migrations'), (file) =>
      console.info(`New migration: ${file}. Restart this command to apply it.`),
    )
  const next = startNext(parameters, {
    ...localEnvironment(supabase.url, site, supabase.smtpUrl, supabase.githubUrl),
    ...supabase.devEnvironment,
  })
  exitOnSignal(() => Promise.all([stop(next), supabase.close()]))
  // Next.js compiles the first page while the database starts.
  const users = await supabase.ready.catch(async (error) => {
    await stop(next)
    throw error
  })
  printBanner(users)
  const code = await exitCode(next)
  await supabase.close()
  process.exit(code)
})

function httpsParameters({ key, cert }: { key: string; cert: string }): string[] {
  return ['--experimental-https', '--experimental-https-key', key, '--experimental-https-cert', cert]
}
