import 'server-only'
import { createHmac } from 'node:crypto'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import type { ClientInfo } from '@/utils/supabase/client-info'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createTokenClient } from '@/utils/supabase/token-client'
import type { AccessRequestInput } from './access-request-schema'

/** No one has this address, so the Auth server verifies the captcha and sends nothing. */
const NO_ADDRESS = 'access-request@example.invalid'

type Options = { captchaToken: string | undefined; clientInfo: ClientInfo }

/**
 * Files a request for access. The result is the same for every address, with an account or without. The request is signed with the
 * key of the audit reports, so that it cannot be filed past this form, its captcha, and its limits.
 *
 * @returns an error code, or undefined once it is filed.
 */
export async function requestAccess(
  { name, email, reason }: AccessRequestInput,
  { captchaToken, clientInfo }: Options,
): Promise<string | undefined> {
  const key = env().auditSigningKey
  const client = createTokenClient(clientInfo)
  if (captchaToken) {
    const options = { captchaToken, shouldCreateUser: false }
    const { error } = await client.auth.signInWithOtp({ email: NO_ADDRESS, options })
    if (error?.code === 'captcha_failed' || error?.code === AUTH_UNAVAILABLE) return error.code
  }
  const at = Math.floor(Date.now() / 1000)
  const report = JSON.stringify({ type: 'access.requested', name, email, reason, at })
  const signature = createHmac('sha256', key ?? '')
    .update(report)
    .digest('hex')
  const { error } = await client.rpc('request_access', { report, signature })
  await logRequestEvent({ event: 'access.requested', code: error?.code })
  return error ? 'request_failed' : undefined
}
