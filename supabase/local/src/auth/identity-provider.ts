import { z } from 'zod'
import { AuthError, invalid } from './auth-error.ts'
import { providers } from './providers.ts'
import type { RequestContext } from './request-context.ts'

/** A user's profile at an identity provider. */
export interface Profile {
  /** The provider's own id of the account. */
  id: string
  /** The first is the primary one. */
  emails: { email: string; verified: boolean }[]
  /** Becomes identity_data, and the user's metadata. */
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

/** Whether people can sign in with this provider here. The embedded backend talks to GitHub, or what is shaped like it. */
export function isProviderEnabled(name: string, { external }: RequestContext['settings']): boolean {
  return name === 'github' && external.github?.enabled === true
}

/**
 * Where to send the browser for the provider's consent.
 * @param state comes back with the answer, unchanged. Throws 400 validation_failed for a provider that is not offered.
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
 * Asks the provider who gave consent.
 * @param code what it sent the browser back with; good for once.
 * @returns the profile and the provider's own token. Throws 400 bad_oauth_callback without a code, 500
 * unexpected_failure when the provider does not play along.
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

/** GitHub itself, or the server that `url` names (GitHub Enterprise, or the local one of this backend). */
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
