import { describe, expect, it } from 'vitest'
import { errorPage } from '@/app/error/error-pages'
import { oauthCallbackError, oauthErrorReason } from '@/utils/auth/oauth/oauth-error'

const CODES = [
  'bad_code_verifier',
  'bad_oauth_callback',
  'bad_oauth_state',
  'email_conflict_identity_not_deletable',
  'email_exists',
  'email_not_confirmed',
  'flow_state_already_used',
  'flow_state_expired',
  'flow_state_not_found',
  'identity_already_exists',
  'manual_linking_disabled',
  'otp_expired',
  'over_email_send_rate_limit',
  'pkce_code_verifier_not_found',
  'provider_disabled',
  'provider_email_needs_verification',
  'signup_disabled',
  'user_already_exists',
  'user_banned',
]

describe('oauthErrorReason', () => {
  it.each(CODES)('%s has its own text', (code) => {
    expect(errorPage(oauthErrorReason(code)).title).not.toBe('Something went wrong')
    expect(oauthErrorReason(code)).not.toBe('provider-error')
  })

  it.each([undefined, null, '', 'constructor', '__proto__', 'toString'])(
    '%j is an error of the provider',
    (code) => {
      expect(oauthErrorReason(code)).toBe('provider-error')
    },
  )
})

describe('oauthCallbackError', () => {
  it.each([
    ['code=x', null],
    ['', null],
    ['error=access_denied', 'sign-in-canceled'],
    ['error=access_denied&error=server_error', 'sign-in-canceled'],
    ['error=access_denied&error_code=user_banned', 'account-disabled'],
    ['error=server_error&error_code=signup_disabled', 'signup-disabled'],
    ['error=<script>', 'provider-error'],
    ['error=access_denied&error_code=invented', 'sign-in-canceled'],
    ['error_code=invented', 'provider-error'],
    ['error=', 'provider-error'],
    ['error_description=denied', null],
  ])('%s', (query, reason) => expect(oauthCallbackError(new URLSearchParams(query))).toBe(reason))
})
