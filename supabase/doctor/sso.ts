import { z } from 'zod'
import { type Finding, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const CHECK = 'sso'

const providersSchema = z.object({
  items: z.array(z.object({ id: z.string(), domains: z.array(z.object({ domain: z.string() })).nullish() })),
})

/**
 * Checks that the identity providers of single sign-on can be found by a domain. Only the secret key can see them.
 *
 * @param enabled whether the Auth server offers single sign-on, and the app therefore shows it.
 */
export async function checkSso(enabled: boolean, { env, get }: Project): Promise<Finding> {
  if (!enabled) return ok(CHECK, 'Single sign-on is off, and the app does not show it.')
  if (!env.secretKey)
    return ok(CHECK, 'Single sign-on is on. With SUPABASE_SECRET_KEY, its domains are checked, too.')
  const { body } = await get('/auth/v1/admin/sso/providers', { apikey: env.secretKey })
  const providers = providersSchema.safeParse(body).data?.items ?? []
  const domains = providers.flatMap((provider) => provider.domains ?? []).map(({ domain }) => domain)
  const unreachable = domains.find((domain) => domain !== domain.toLowerCase())
  if (domains.length === 0)
    return warning(
      CHECK,
      'Single sign-on is on, but no identity provider has a domain, so /sso finds none. Run: npx supabase sso add --domains <domain> …, or turn it off (dashboard: Authentication, Sign In / Providers).',
    )
  return unreachable === undefined
    ? ok(CHECK, `Single sign-on is on for ${domains.join(', ')}.`)
    : warning(
        CHECK,
        `Single sign-on finds domains in lower case only, so no one can use ${unreachable}. Run: npx supabase sso update <id> --domains ${unreachable.toLowerCase()}`,
      )
}
