/** The Auth server names the identity providers of single sign-on `sso:<id>`. */
const SSO = /^sso:(?=[\da-f-]{36}$)/

/**
 * The ID of the identity provider that manages a user of single sign-on (SSO). Such a user has this sign-in method alone: no password,
 * no other provider, no passkey, and an address that only the provider changes.
 *
 * @param appMetadata of the user or of a verified access token; only the Auth server writes it.
 * @returns undefined for every other user.
 */
export function ssoProviderOf(appMetadata: unknown): string | undefined {
  const provider = (appMetadata as { provider?: unknown } | undefined)?.provider
  return typeof provider === 'string' && SSO.test(provider) ? provider.replace(SSO, '') : undefined
}
