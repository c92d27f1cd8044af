import { z } from 'zod'
import { maskUserAgent } from '../../utils/auth/devices/user-agent.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const keySet = z.object({ keys: z.array(z.object({ alg: z.string().optional(), kty: z.string() })) })

/** The kind of each key: the application's own, and those that the project signs access tokens with. */
export async function keys(project: Project): Promise<Finding[]> {
  return [publishableKey(project), await secretKey(project), await signingKeys(project)]
}

function publishableKey({ env }: Project): Finding {
  return env.publishableKey.startsWith('sb_publishable_')
    ? ok('publishable-key', 'It is a publishable key.')
    : warning(
        'publishable-key',
        'It is a legacy anon key, and cannot be rotated by itself. Create a publishable key (dashboard: Project Settings, API Keys) and enter it as NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY.',
      )
}

async function secretKey({ env, ask, isLive }: Project): Promise<Finding> {
  const key = env.secretKey
  if (!key)
    return isLive
      ? warning(
          'secret-key',
          'SUPABASE_SECRET_KEY is not set: the Auth server counts every visitor as this server, so they share one limit. Set it, and switch on IP Address Forwarding (dashboard: Authentication, Rate Limits).',
        )
      : ok('secret-key', 'None is set, and none is needed on this machine.')
  const answer = await ask('/auth/v1/settings', {
    apikey: key,
    authorization: `Bearer ${key}`,
    'sb-forwarded-for': '127.0.0.1',
    // As for a visitor with a browser; see utils/supabase/client-info.ts.
    'user-agent': maskUserAgent('Mozilla/5.0'),
  })
  return answer.status === 200
    ? ok(
        'secret-key',
        'It is accepted. The address of each visitor counts if IP Address Forwarding is on (dashboard: Authentication, Rate Limits), which cannot be seen from here.',
      )
    : failure(
        'secret-key',
        `The project refuses it (${answer.status}), so no one could sign in. Enter a current one as SUPABASE_SECRET_KEY, or leave it unset.`,
      )
}

async function signingKeys({ ask }: Project): Promise<Finding> {
  const { status, body } = await ask('/auth/v1/.well-known/jwks.json')
  const published = keySet.safeParse(body).data?.keys
  if (status !== 200 || !published)
    return failure(
      'signing-keys',
      `The project does not publish its signing keys (${status} at /auth/v1/.well-known/jwks.json).`,
    )
  if (published.length === 0)
    return warning(
      'signing-keys',
      'Access tokens are signed with a shared secret (HS256): every signed-in page asks the Auth server once more. Change over to ES256 (dashboard: Project Settings, JWT Keys).',
    )
  return ok(
    'signing-keys',
    `Access tokens are signed with ${published.map(({ alg, kty }) => alg ?? kty).join(', ')}.`,
  )
}
