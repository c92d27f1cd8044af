import 'server-only'
import type { AuthError } from '@supabase/supabase-js'
import { EMAIL_QUOTA_REACHED } from '@/utils/auth/error-messages'
import { isEmailOutage, recordEmailOutage } from '@/utils/rate-limit/email-outage'

/** What the pause between two emails to one address says; the quota of the whole project has the same code. */
const PAUSE_OF_ONE_ADDRESS = /after \d+ seconds/

/**
 * The code of an error that a call met which was to send an email. That the project can send none is remembered; a refusal without
 * a code is a gateway's, which limits addresses of visitors and knows nothing of theirs.
 *
 * @returns undefined when there is no error.
 */
export async function emailErrorCode(error: AuthError | null): Promise<string | undefined> {
  if (!error) return undefined
  if (error.status === 429 && !error.code) return 'over_request_rate_limit'
  const code = isQuota(error) ? EMAIL_QUOTA_REACHED : (error.code ?? 'unknown')
  if (isEmailOutage(code)) await recordEmailOutage(code)
  return code
}

function isQuota({ code, message }: AuthError): boolean {
  return code === 'over_email_send_rate_limit' && !PAUSE_OF_ONE_ADDRESS.test(message)
}
