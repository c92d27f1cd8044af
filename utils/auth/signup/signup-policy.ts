import 'server-only'
import { z } from 'zod'
import { markIncomplete } from '@/utils/request/response-status'
import { NO_CLIENT } from '@/utils/supabase/client-info'
import { singleFlight } from '@/utils/supabase/single-flight'
import { createTokenClient } from '@/utils/supabase/token-client'
import { withTimeout } from '@/utils/supabase/with-timeout'
import { SIGNUP_MODES, type SignupMode } from './signup-modes'

const REUSE_MS = 3_000
const TIMEOUT_MS = 700

const recentMode = singleFlight<SignupMode | null>(REUSE_MS)

/**
 * Who may sign up, for the texts of pages. Not a guard: the Auth server's hook decides.
 *
 * @returns `open` while the database gives no clear response.
 */
export async function signupMode(): Promise<SignupMode> {
  const load = () => withTimeout(TIMEOUT_MS, readSignupMode()).catch(() => null)
  const mode = await recentMode('mode', load, (known) => known !== null).result
  if (!mode) markIncomplete()
  return mode ?? 'open'
}

/** As signupMode, but current. Null while the database gives no clear response. */
export async function readSignupMode(): Promise<SignupMode | null> {
  const { data } = await createTokenClient(NO_CLIENT).rpc('signup_mode')
  return z.enum(SIGNUP_MODES).safeParse(data).data ?? null
}
