import 'server-only'
import { z } from 'zod'
import { env } from '@/utils/env'
import { markIncomplete } from '@/utils/request/response-status'
import { NO_CLIENT } from '@/utils/supabase/client-info'
import { createSupabaseFetch } from '@/utils/supabase/fetch'
import { PROVIDERS, type Provider } from './oauth/providers'

const CACHE_MS = 60_000
/** After an unclear response: long enough not to call for every request, short enough to notice a recovery quickly. */
const FAILURE_CACHE_MS = 3_000
/** The sign-in page works without the provider buttons, so it does not wait long. */
const DEADLINE_MS = 700

const settingsSchema = z.object({
  external: z.record(z.string(), z.unknown()),
  mailer_autoconfirm: z.boolean().optional(),
  passkeys_enabled: z.boolean().optional(),
  saml_enabled: z.boolean().optional(),
})

type Settings = z.infer<typeof settingsSchema>

let cached: { settings: Settings | undefined; until: number } | undefined
let pending: Promise<Settings | undefined> | undefined

/**
 * The identity providers that are enabled at the Auth server, the only place where they are configured.
 *
 * @returns none while it gives no clear response.
 */
export async function enabledProviders(): Promise<Provider[]> {
  const settings = await authSettings()
  return settings ? PROVIDERS.filter((provider) => settings.external[provider] === true) : []
}

/**
 * Whether a sign-up starts a session at once, because the Auth server does not require a confirmed address.
 *
 * @returns false while it gives no clear response.
 */
export async function isAutoconfirmed(): Promise<boolean> {
  return (await authSettings())?.mailer_autoconfirm ?? false
}

/** Whether the Auth server offers passkeys; false while it gives no clear response. */
export async function hasPasskeys(): Promise<boolean> {
  return (await authSettings())?.passkeys_enabled ?? false
}

/** Whether the Auth server offers single sign-on; null while it gives no clear response. */
export async function hasSso(): Promise<boolean | null> {
  const settings = await authSettings()
  return settings ? settings.saml_enabled === true : null
}

/** Whether the Auth server allows anonymous sign-ins; false while it gives no clear response. */
export async function hasGuests(): Promise<boolean> {
  return (await authSettings())?.external.anonymous_users === true
}

/** The public settings of the Auth server, requested once per minute and process; undefined while it gives no clear response. */
async function authSettings(): Promise<Settings | undefined> {
  const settings = cached && cached.until > Date.now() ? cached.settings : await loadOnce()
  if (!settings) markIncomplete()
  return settings
}

async function loadOnce(): Promise<Settings | undefined> {
  pending ??= loadSettings().finally(() => {
    pending = undefined
  })
  return await pending
}

async function loadSettings(): Promise<Settings | undefined> {
  const { supabaseServerUrl, publishableKey } = env()
  const supabase = createSupabaseFetch({ refresh: false, deadlineMs: DEADLINE_MS, clientInfo: NO_CLIENT })
  const response = await supabase.fetch(`${supabaseServerUrl}/auth/v1/settings`, {
    headers: { apikey: publishableKey },
  })
  const settings = response.ok ? settingsSchema.safeParse(await response.json()).data : undefined
  cached = { settings, until: Date.now() + (settings ? CACHE_MS : FAILURE_CACHE_MS) }
  return settings
}
