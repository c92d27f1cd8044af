import { z } from 'zod'
import { AuthError, invalid } from './auth-error.ts'
import { providers } from './providers.ts'
import type { RequestContext } from './request-context.ts'

/** A user's profile at an identity provider. */
export interface Profile {
  /** The account's ID at the provider. */
  id: string
  /** The first is the primary one. */
  emails: { email: string; verified: boolean }[]
  /** Stored as identity_data and as the user's metadata. */
  data: Record<string, unknown>
}

const patience = 5000

const Token = z.object({ access_token: z.string().min(1) })
const User = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
})
const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))

/** Whether users can sign in with this provider here. The embedded backend supports GitHub and servers with the same API. */
export function isProviderEnabled(name: string, { external }: RequestContext['settings']): boolean {
  return name === 'github' && external.github?.enabled === true
}

/**
 * The URL of the provider's consent page.
 * @param state returned with the response, unchanged. Throws 400 validation_failed for a provider that is not enabled.
 */
export function consentUrl(context: RequestContext, name: string, state: string): string {
  if (!isProviderEnabled(name, context.settings)) {
    const why = providers.includes(name) ? 'provider is not enabled' : `Provider ${name} could not be found`
    throw invalid(`Unsupported provider: ${why}`)
  }
  const { site, clientId } = github(context)
  const query = { client_id: clientId, redirect_uri: callback(context), response_type: 'code' }
  return `${site}/login/oauth/authorize?${new URLSearchParams({ ...query, scope: 'user:email', state })}`
}

/**
 * Requests the user's profile from the provider.
 * @param code the one-time code from the redirect.
 * @returns the profile and the provider's token. Throws 400 bad_oauth_callback without a code, 500
 * unexpected_failure if the provider fails.
 */
export async function fetchProfile(
  context: RequestContext,
  code: string,
): Promise<{ profile: Profile; token: string }> {
  if (code === '') {
    const message = 'OAuth callback with missing authorization code missing'
    throw new AuthError(400, 'bad_oauth_callback', message)
  }
  const { site, api, clientId, secret } = github(context)
  const message = `Unable to exchange external code: ${code.slice(0, 4)}`
  const { access_token } = await ask(`${site}/login/oauth/access_token`, Token, message, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: secret,
      code,
      redirect_uri: callback(context),
    }),
  })
  const headers = { Authorization: `Bearer ${access_token}`, Accept: 'application/json' }
  const unread = 'Error getting user profile from external provider'
  const user = await ask(`${api}/user`, User, unread, { headers })
  const emails = await ask(`${api}/user/emails`, Emails, unread, { headers })
  emails.sort((a, b) => Number(b.primary) - Number(a.primary))
  const [first] = emails
  if (!first) throw providerFailed('Error getting user email from external provider')
  const name = user.name ?? user.login
  const data = {
    iss: api,
    sub: String(user.id),
    provider_id: String(user.id),
    name,
    full_name: name,
    user_name: user.login,
    preferred_username: user.login,
    ...(user.avatar_url && { avatar_url: user.avatar_url }),
    email: first.email,
    email_verified: first.verified,
    phone_verified: false,
  }
  return { profile: { id: String(user.id), emails, data }, token: access_token }
}

/** GitHub, or the server in `url` (GitHub Enterprise, or the local one of this backend). */
function github({ settings }: RequestContext) {
  const { client_id: clientId = '', secret = '', url } = settings.external.github ?? {}
  const site = url ? url.replace(/\/+$/, '') : 'https://github.com'
  return { site, api: url ? `${site}/api/v3` : 'https://api.github.com', clientId, secret }
}

function callback({ issuer }: RequestContext): string {
  return `${issuer}/callback`
}

async function ask<T extends z.ZodType>(
  address: string,
  shape: T,
  message: string,
  init: RequestInit,
): Promise<z.infer<T>> {
  try {
    const response = await fetch(address, { ...init, signal: AbortSignal.timeout(patience) })
    return shape.parse(await response.json())
  } catch {
    throw providerFailed(message)
  }
}

function providerFailed(message: string): AuthError {
  return new AuthError(500, 'unexpected_failure', message)
}
