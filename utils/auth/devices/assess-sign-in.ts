import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { recentLoginAttempts } from '@/utils/rate-limit/recent-failures'
import { clientLocation } from '@/utils/request/client-location'
import { getClientInfo } from '@/utils/supabase/client-info'
import { createTokenClient } from '@/utils/supabase/token-client'
import { assessRisk, type RiskLevel } from './assess-risk'
import { isKnownDevice } from './remember-device'
import { lastSignInLocation } from './sign-in-location'

/**
 * Assesses a sign-in whose password was correct, where SIGN_IN_RISK is on. The session is not in the browser yet.
 *
 * @returns `unavailable` if the database gave no clear response.
 */
export async function assessSignIn({ user, access_token }: Session): Promise<RiskLevel | 'unavailable'> {
  const { signInRisk, network } = env()
  if (!signInRisk) return 'low'
  const requestHeaders = await headers()
  const client = createTokenClient(getClientInfo(requestHeaders), access_token)
  const last = await lastSignInLocation(client, user.id)
  if (last === null) return 'unavailable'
  const isKnown = await isKnownDevice(user)
  // In an unrecognized browser, this attempt is counted, too.
  const recentFailures = Math.max(0, (await recentLoginAttempts(user.email ?? '')) - (isKnown ? 0 : 1))
  const location = clientLocation(requestHeaders, network)
  const { score, level } = assessRisk({ isKnownDevice: isKnown, recentFailures, location, last })
  await logRequestEvent({ event: 'login.assessed', score, level, userId: user.id })
  return level
}

/** Ends the session of a sign-in that is not completed, and records it in the owner's activity. */
export async function stopSignIn({ access_token }: Session): Promise<void> {
  const client = createTokenClient(getClientInfo(await headers()), access_token)
  const { error } = await client.rpc('stop_sign_in')
  if (error) await logRequestEvent({ event: 'session.end_failed', code: error.code })
}
