import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

const REASONS: Record<string, string> = {
  [AUTH_UNAVAILABLE]: 'unavailable',
  passkey_disabled: 'passkeys-disabled',
  webauthn_challenge_expired: 'passkey-expired',
  webauthn_challenge_not_found: 'passkey-expired',
}

/**
 * The reason on /error for a passkey that did not sign in. An unknown, deleted or foreign passkey, a banned account, and an
 * unconfirmed address get the same one.
 */
export function passkeyErrorReason(code: string | undefined): string {
  return (code && Object.hasOwn(REASONS, code) && REASONS[code]) || 'passkey-rejected'
}
