import './no-telemetry.ts'
import { join, resolve } from 'node:path'
import type { Sql } from './auth/request-context.ts'
import { applyMigrations } from './database/apply-migrations.ts'
import { lockDataDir } from './database/lock-data-dir.ts'
import { openDatabase } from './database/open-database.ts'
import { seed } from './database/seed.ts'
import { type Mailbox, startMailbox } from './email/mailbox.ts'
import type { SmtpConditions } from './email/mailer.ts'
import { startLocalGitHub } from './github/start-local-github.ts'
import { startHttpServer } from './http/http-server.ts'
import { publishableKey } from './keys.ts'
import { startRealtime } from './realtime/start-realtime.ts'
import { createRequestHandler } from './request-handler.ts'
import { type IdentityProvider, startIdentityProvider } from './saml/identity-provider.ts'
import { LOCAL_SSO_PROVIDER_ID, saveIdentityProvider } from './saml/save-identity-provider.ts'
import { readSettings, unsupportedSettings } from './settings.ts'
import { createRotatingKey, createSymmetricKey, loadSigningKey, type RotatingKey } from './signing-key.ts'

export interface BackendOptions {
  /** The folder that contains `supabase/config.toml`, `supabase/migrations` and `supabase/seed.sql`; unset: the working directory. */
  projectDir?: string
  /** 0 or unset: any free port. */
  apiPort?: number
  mailboxPort?: number
  smtpPort?: number
  /** The port of the local GitHub, if config.toml enables one. */
  githubPort?: number
  /** The port of the local identity provider for single sign-on. */
  ssoPort?: number
  /** Domains whose users sign in at the local identity provider; unset: single sign-on (SAML) is off. */
  ssoDomains?: readonly string[]
  /** The folder for data, emails, and the signing key; unset: in memory. */
  dataDir?: string
  /** Replaces config.toml's site_url, and is allowed as a redirect. */
  siteUrl?: string
  /** Further allowed redirects, with wildcards. */
  redirectUrls?: string[]
  /** Enables config.toml's `[auth.captcha]`, with another URL to verify tokens. */
  captcha?: { secret: string; verifyUrl: string }
  /** Replaces config.toml's `enable_manual_linking`. */
  manualLinking?: boolean
  /** Replaces config.toml's `enable_anonymous_sign_ins`. */
  anonymousSignIns?: boolean
  /** Recovery codes as in supabase/auth 2.197: true turns them on, false off; unset: as in 2.196, which has none. */
  recoveryCodes?: boolean
  /** Replaces config.toml's `enable_confirmations` of email: false opens a session at sign-up. */
  confirmations?: boolean
  /** The behavior of its SMTP server; unset: without delay or quota. */
  smtp?: SmtpConditions
  /** Replaces config.toml's `jwt_expiry`: the lifetime of an access token in seconds. */
  jwtExpiry?: number
  /** Signs tokens with a shared secret and publishes no key, as self-hosted projects do. */
  hs256?: boolean
  /** Lets the Auth server read a client's address from `Sb-Forwarded-For`, only with the secret key, as a hosted project can. */
  forwardedFor?: boolean
  /** Sends the Auth server's default templates instead of config.toml's. */
  defaultTemplates?: boolean
  /** false skips supabase/seed.sql. */
  seed?: boolean
  /** Called as soon as the URLs are known and listen, seconds before the database is ready. Requests wait until then. */
  onListening?: (addresses: BackendAddresses) => void
}

export interface BackendAddresses {
  apiUrl: string
  mailboxUrl: string
  /** Where the mailbox takes emails: for an application that sends some itself. */
  smtpUrl: string
  /** The local GitHub; undefined if config.toml does not enable one. */
  githubUrl: string | undefined
  /** The local identity provider; undefined without `ssoDomains`. */
  ssoUrl: string | undefined
  publishableKey: string
}

export interface Backend extends BackendAddresses {
  /** What config.toml enables and this backend does not support, one sentence each. */
  warnings: string[]
  /** Signs SAML responses with any content, for tests; undefined without `ssoDomains`. */
  identityProvider: IdentityProvider | undefined
  /** Runs SQL as the owner of the database, for tests. */
  sql: Sql
  /** Rotates the key that access tokens are signed with. */
  rotateSigningKey: RotatingKey['rotate']
  close(): Promise<void>
}

/**
 * Starts a whole Supabase backend inside this process: PostgreSQL, Auth, data API, Storage, Realtime and a mailbox, on 127.0.0.1.
 * Several can run at once.
 * @returns its URLs once it responds. Throws PortInUseError, or the error of a migration or of the seed; then nothing keeps
 * running.
 */
export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const projectDir = resolve(options.projectDir ?? '.')
  const supabase = join(projectDir, 'supabase')
  const endings: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    const settings = readSettings(join(supabase, 'config.toml'), options.siteUrl)
    if (options.captcha) {
      const { secret, verifyUrl } = options.captcha
      settings.auth.captcha = { enabled: true, provider: 'turnstile', secret, verify_url: verifyUrl }
    }
    settings.auth.additional_redirect_urls.push(...(options.redirectUrls ?? []))
    settings.auth.enable_manual_linking = options.manualLinking ?? settings.auth.enable_manual_linking
    settings.auth.enable_anonymous_sign_ins =
      options.anonymousSignIns ?? settings.auth.enable_anonymous_sign_ins
    settings.auth.mfa.recovery_codes = options.recoveryCodes
    settings.auth.jwt_expiry = options.jwtExpiry ?? settings.auth.jwt_expiry
    settings.auth.email.enable_confirmations =
      options.confirmations ?? settings.auth.email.enable_confirmations
    if (options.defaultTemplates) settings.auth.email.template = {}
    const server = await startHttpServer(options.apiPort ?? 0, 'apiPort')
    endings.push(server.close)
    if (options.dataDir) endings.push(lockDataDir(options.dataDir))
    // It starts in a separate thread, while the database starts here.
    const mailboxStart = startMailbox(
      { web: options.mailboxPort ?? 0, smtp: options.smtpPort ?? 0 },
      options.dataDir,
    )
    endings.push(() =>
      mailboxStart.then(
        ({ close }) => close(),
        () => undefined,
      ),
    )
    mailboxStart.catch(() => undefined)
    const github = await startLocalGitHub(settings, options.githubPort)
    if (github) endings.push(github.close)
    const { ssoDomains } = options
    settings.auth.sso.enabled = ssoDomains !== undefined
    const identityProvider = ssoDomains && (await startIdentityProvider(options.ssoPort ?? 0, ssoDomains))
    if (identityProvider) endings.push(identityProvider.close)
    const apiUrl = `http://127.0.0.1:${server.port}`
    const addressesOf = ({ url, smtpPort }: Mailbox): BackendAddresses => ({
      apiUrl,
      mailboxUrl: url,
      smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
      githubUrl: github?.url,
      ssoUrl: identityProvider?.url,
      publishableKey,
    })
    options.onListening?.(addressesOf(await mailboxStart))
    const migrations = join(supabase, 'migrations')
    const connection = await openDatabase({ dataDir: options.dataDir, migrations })
    endings.push(() => connection.close())
    if (options.dataDir) await applyMigrations(connection.driver, migrations)
    if (options.seed !== false) await seed(connection.driver, join(supabase, 'seed.sql'))
    if (identityProvider) {
      const query = connection.driver.query.bind(connection.driver)
      await saveIdentityProvider(query, LOCAL_SSO_PROVIDER_ID, identityProvider, ssoDomains)
    }
    const mailbox = await mailboxStart

    const key = createRotatingKey(
      options.hs256 ? createSymmetricKey() : await loadSigningKey(options.dataDir),
    )
    const { answer, sql, inTransaction } = await createRequestHandler({
      connection,
      projectDir,
      settings,
      key,
      apiUrl,
      smtpPort: mailbox.smtpPort,
      smtp: options.smtp ?? { delayMs: 0 },
      forwardedFor: options.forwardedFor ?? false,
      dataDir: options.dataDir,
    })
    server.handle(answer)
    const realtime = await startRealtime(connection.driver, inTransaction, key)
    endings.push(realtime.close)
    server.onUpgrade(realtime.upgrade)
    const { rotate: rotateSigningKey } = key
    const warnings = unsupportedSettings(settings)
    return { ...addressesOf(mailbox), identityProvider, warnings, sql, rotateSigningKey, close }
  } catch (error) {
    await close()
    throw error
  }
}
