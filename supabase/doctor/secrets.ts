import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { isLocal, type Project } from './project.ts'

const AUDIT = 'audit-signing-key'
const COOKIES = 'cookie-secret'

/** `openssl rand -base64 32` yields far more; a word or a repeated one does not. */
const MIN_DIFFERENT_CHARACTERS = 12

/** Checks that the app’s secrets are hard to guess, and that the database has the same signing key for the audit log. */
export async function checkSecrets(project: Project): Promise<Finding[]> {
  return [checkCookieSecret(project), await checkAuditSigningKey(project)]
}

function checkCookieSecret({ env }: Project): Finding {
  if (env.cookieSecrets.length === 0)
    return ok(
      COOKIES,
      'COOKIE_SECRET is not set, so each process generates a temporary one. In production, it is required.',
    )
  const isWeak = env.cookieSecrets.some((secret) => new Set(secret).size < MIN_DIFFERENT_CHARACTERS)
  return isWeak
    ? failure(COOKIES, 'COOKIE_SECRET can be guessed. Set it to a random value: openssl rand -base64 32')
    : ok(COOKIES, 'COOKIE_SECRET encrypts the cookies of flows in progress.')
}

async function checkAuditSigningKey({ env, isLive, post }: Project): Promise<Finding> {
  const key = env.auditSigningKey
  if (!key)
    return (isLive ? warning : ok)(
      AUDIT,
      'AUDIT_SIGNING_KEY is not set, so the audit log does not record failed sign-ins and denied access. To record them, set it as docs/deploy.md describes.',
    )
  if (key === LOCAL_AUDIT_SIGNING_KEY && !isLocal(env.supabaseUrl))
    return failure(
      AUDIT,
      'AUDIT_SIGNING_KEY is the public development key of this repository. Set it to a random value: openssl rand -hex 32',
    )
  // The database verifies the signature first, then rejects the unknown type, so this records nothing.
  const report = JSON.stringify({ type: 'doctor', at: Math.floor(Date.now() / 1000) })
  const signature = createHmac('sha256', key).update(report).digest('hex')
  const { status, body } = await post('/rest/v1/rpc/record_event', { report, signature })
  const code = z.object({ code: z.string() }).safeParse(body).data?.code
  if (code === '22023') return ok(AUDIT, 'The database accepts the signatures of AUDIT_SIGNING_KEY.')
  if (code === '42501')
    return failure(
      AUDIT,
      'The database rejects the signatures of AUDIT_SIGNING_KEY: it has a different key or none, or the clocks differ by more than a minute. Store the same key in the database as docs/deploy.md describes, and check the clocks.',
    )
  return warning(
    AUDIT,
    `Not checked: the data API returned an unexpected response (${status}). Resolve the other findings, then run the doctor again.`,
  )
}
