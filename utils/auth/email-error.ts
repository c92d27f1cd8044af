import 'server-only'
import type { AuthError } from '@supabase/supabase-js'
import { noteEmailQuota } from '@/utils/rate-limit/email-quota'
import { EMAIL_QUOTA_REACHED } from './error-texts'

/** What the pause between two emails to one address says; the quota of the whole project has the same code. */
const PAUSE_OF_ONE_ADDRESS = /after \d+ seconds/

/**
 * The code of an error that a call met which was to send an email. A reached quota is remembered; a refusal without a code is a
 * gateway's, which limits addresses of visitors and knows nothing of theirs.
 *
 * @returns undefined when there is no error.
 */
export async function emailErrorCode(error: AuthError | null): Promise<string | undefined> {
  if (!error) return undefined
  if (error.status === 429 && !error.code) return 'over_request_rate_limit'
  if (error.code !== 'over_email_send_rate_limit' || PAUSE_OF_ONE_ADDRESS.test(error.message))
    return error.code ?? 'unknown'
  await noteEmailQuota()
  return EMAIL_QUOTA_REACHED
}
