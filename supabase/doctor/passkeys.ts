import { z } from 'zod'
import { type Finding, ok, warning } from './finding.ts'
import { localConfig } from './local-config.ts'
import type { Project } from './project.ts'

const configSchema = z.object({
  auth: z.object({ webauthn: z.object({ rp_id: z.string(), rp_origins: z.array(z.string()) }) }),
})

/**
 * Checks that passkeys of the local stack work at the site URL. A hosted project does not report its origins: requesting a challenge
 * would show its domain, but stores the challenge.
 */
export function checkPasskeys(isEnabled: boolean, { env: { siteUrl }, isLive }: Project): Finding {
  const check = 'passkeys'
  if (!isEnabled) return ok(check, 'Passkeys are off, so the app does not offer them.')
  const { hostname } = new URL(siteUrl)
  if (isLive)
    return ok(
      check,
      `Passkeys are on, so the app offers them. They work if the relying party ID is ${hostname} or a domain above it, and the origins include ${siteUrl} (dashboard: Authentication, Passkeys).`,
    )
  const { rp_id, rp_origins } = configSchema.parse(localConfig()).auth.webauthn
  if (hostname !== rp_id && !hostname.endsWith(`.${rp_id}`))
    return warning(
      check,
      `Passkeys are on for ${rp_id}, but this site is ${siteUrl}, where they do not work. Change rp_id in supabase/config.toml, or NEXT_PUBLIC_SITE_URL.`,
    )
  if (!rp_origins.includes(siteUrl))
    return warning(
      check,
      `Passkeys are on, but rp_origins in supabase/config.toml does not include ${siteUrl}, so the Auth server rejects them. Add it.`,
    )
  return ok(check, `Passkeys are on, so the app offers them. They work at ${siteUrl}.`)
}
