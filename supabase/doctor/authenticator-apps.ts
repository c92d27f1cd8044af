import { z } from 'zod'
import { type Finding, ok, warning } from './finding.ts'
import { localConfig } from './local-config.ts'
import type { Project } from './project.ts'

const CHECK = 'authenticator-apps'

const configSchema = z.object({
  auth: z.object({
    mfa: z.object({ totp: z.object({ enroll_enabled: z.boolean(), verify_enabled: z.boolean() }) }),
  }),
})

/**
 * Checks that users of the local stack can set up authenticator apps. The settings of the Auth server do not contain this, and only a
 * signed-in user could find out.
 */
export function checkAuthenticatorApps({ isLive }: Project): Finding {
  if (isLive)
    return ok(
      CHECK,
      'Not checked: the Auth server does not report whether authenticator apps are allowed. They are if TOTP is "Enabled" (dashboard: Authentication, Multi-Factor).',
    )
  const { enroll_enabled, verify_enabled } = configSchema.parse(localConfig()).auth.mfa.totp
  return enroll_enabled && verify_enabled
    ? ok(CHECK, 'Users can set up authenticator apps.')
    : warning(
        CHECK,
        'Users cannot set up authenticator apps, or not sign in with them. Set enroll_enabled and verify_enabled to true in [auth.mfa.totp] of supabase/config.toml.',
      )
}
