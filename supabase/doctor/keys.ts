import { z } from 'zod'
import { maskUserAgent } from '../../utils/auth/devices/user-agent.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const jwksSchema = z.object({ keys: z.array(z.object({ alg: z.string().optional(), kty: z.string() })) })

/** Checks the API keys of the app, and the keys that the project signs access tokens with. */
export async function checkKeys(project: Project): Promise<Finding[]> {
  return [checkPublishableKey(project), await checkSecretKey(project), await checkSigningKeys(project)]
}

function checkPublishableKey({ env }: Project): Finding {
  return env.publishableKey.startsWith('sb_publishable_')
    ? ok('publishable-key', 'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY is a publishable key.')
    : warning(
        'publishable-key',
        'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY is a legacy anon key, which cannot be rotated separately. Set it to a publishable key (dashboard: Project Settings, API Keys).',
      )
}

async function checkSecretKey({ env, get, isLive }: Project): Promise<Finding> {
  const key = env.secretKey
  if (!key)
    return isLive
      ? warning(
          'secret-key',
          'SUPABASE_SECRET_KEY is not set, so the Auth server sees all users as one client, and they share its rate limits. Set SUPABASE_SECRET_KEY, and turn on IP Address Forwarding (dashboard: Authentication, Rate Limits).',
        )
      : ok('secret-key', 'SUPABASE_SECRET_KEY is not set. Local development does not need it.')
  const { status } = await get('/auth/v1/settings', {
    apikey: key,
    authorization: `Bearer ${key}`,
    'sb-forwarded-for': '127.0.0.1',
    // The app sends the same for a browser; see utils/supabase/client-info.ts.
    'user-agent': maskUserAgent('Mozilla/5.0'),
  })
  return status === 200
    ? ok(
        'secret-key',
        'The project accepts SUPABASE_SECRET_KEY. The doctor cannot read whether IP Address Forwarding is on: check it under Authentication, Rate Limits in the dashboard.',
      )
    : failure(
        'secret-key',
        `The project rejected SUPABASE_SECRET_KEY (${status}), so no one can sign in. Set it to a current secret key, or remove it.`,
      )
}

async function checkSigningKeys({ get }: Project): Promise<Finding> {
  const { status, body } = await get('/auth/v1/.well-known/jwks.json')
  const published = jwksSchema.safeParse(body).data?.keys
  if (status !== 200 || !published)
    return failure(
      'signing-keys',
      `The project does not publish its signing keys (/auth/v1/.well-known/jwks.json returned ${status}). Check them (dashboard: Project Settings, JWT Keys).`,
    )
  if (published.length === 0)
    return warning(
      'signing-keys',
      'Access tokens are signed with a shared secret (HS256), which every service that verifies them has to know. Migrate to ES256 (dashboard: Project Settings, JWT Keys).',
    )
  return ok(
    'signing-keys',
    `Access tokens are signed with ${published.map(({ alg, kty }) => alg ?? kty).join(', ')}.`,
  )
}
