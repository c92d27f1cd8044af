import { isProviderEnabled } from './identity-provider.ts'
import { providers } from './providers.ts'
import type { Endpoint } from './request-context.ts'

/** `GET /health`. */
export const health: Endpoint = async () =>
  Response.json({
    version: 'embedded',
    name: 'GoTrue',
    description: 'GoTrue is a user registration and authentication API',
  })

/** `GET /settings`: the public settings of sign-in. */
export const publicSettings: Endpoint = async ({ settings }) => {
  const offered = providers.map((name) => [name, isProviderEnabled(name, settings)])
  return Response.json({
    external: {
      anonymous_users: settings.enable_anonymous_sign_ins,
      ...Object.fromEntries(offered),
      email: settings.email.enable_signup,
      phone: false,
    },
    disable_signup: !settings.enable_signup,
    mailer_autoconfirm: !settings.email.enable_confirmations,
    phone_autoconfirm: false,
    sms_provider: '',
    saml_enabled: settings.sso.enabled,
    saml_private_key_next_configured: false,
    passkeys_enabled: settings.passkey.enabled,
  })
}

/** `GET /.well-known/jwks.json`: the key that access tokens are signed with. */
export const jwks: Endpoint = async ({ key }) =>
  Response.json(key.publicKeys, { headers: { 'Cache-Control': 'public, max-age=600' } })
