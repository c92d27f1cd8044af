import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { isLocal, type Project } from './project.ts'

const AUDIT = 'audit-signing-key'
const COOKIES = 'cookie-secret'

/** How `openssl rand -base64 32` never looks: a sentence of a few letters, a word repeated. */
const MIN_DIFFERENT_CHARACTERS = 12

/** Whether the secrets that this application keeps are fit for a live site, and the same as the database's. */
export async function secrets(project: Project): Promise<Finding[]> {
  return [cookieSecret(project), await auditSigningKey(project)]
}

function cookieSecret({ env }: Project): Finding {
  if (env.cookieSecrets.length === 0)
    return ok(COOKIES, 'Not set: each process makes one of its own, which a live site refuses.')
  const isWeak = env.cookieSecrets.some((secret) => new Set(secret).size < MIN_DIFFERENT_CHARACTERS)
  return isWeak
    ? failure(COOKIES, 'COOKIE_SECRET can be guessed. Set it to a random one: openssl rand -base64 32')
    : ok(COOKIES, 'Flows in progress are sealed.')
}

async function auditSigningKey({ env, isLive, send }: Project): Promise<Finding> {
  const key = env.auditSigningKey
  if (!key)
    return (isLive ? warning : ok)(
      AUDIT,
      'AUDIT_SIGNING_KEY is not set: failed logins and denied access are not in the audit log. See docs/deploy.md.',
    )
  if (key === LOCAL_AUDIT_SIGNING_KEY && !isLocal(env.supabaseUrl))
    return failure(AUDIT, 'AUDIT_SIGNING_KEY is the one that this repository publishes. Set a random one.')
  // A report of nothing: the database looks at the signature first, and refuses what it does not know afterwards.
  const report = JSON.stringify({ type: 'doctor', at: Math.floor(Date.now() / 1000) })
  const signature = createHmac('sha256', key).update(report).digest('hex')
  const { status, body } = await send('/rest/v1/rpc/record_event', { report, signature })
  const code = z.object({ code: z.string() }).safeParse(body).data?.code
  if (code === '22023') return ok(AUDIT, 'The database has the same key.')
  if (code === '42501')
    return failure(
      AUDIT,
      'The database does not accept what AUDIT_SIGNING_KEY signs: it has another key, none, or a clock that is a minute off. See docs/deploy.md.',
    )
  return warning(AUDIT, `Not checked: the data API does not tell (${status}).`)
}
