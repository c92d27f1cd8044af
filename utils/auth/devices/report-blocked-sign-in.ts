import 'server-only'
import { headers } from 'next/headers'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
import { count } from '@/utils/rate-limit/count'
import { accountHash, type Counter } from '@/utils/rate-limit/counters'
import { getClientInfo } from '@/utils/supabase/client-info'
import { deviceName } from './device-name'

const HOUR_S = 60 * 60

/** Emails the owner that a sign-in with the correct password was rejected, at most once an hour. Call it in `after()`. */
export async function reportBlockedSignIn(email: string): Promise<void> {
  const counter: Counter = {
    name: 'sign-in-blocked.email',
    scope: 'account',
    key: accountHash(email),
    limit: { attempts: 1, withinS: HOUR_S },
  }
  if ('waitS' in (await count(counter))) return
  const { userAgent, address } = getClientInfo(await headers())
  await sendSecurityEmail(email, {
    kind: 'sign-in-blocked',
    device: deviceName(userAgent),
    address,
    at: new Date(),
  })
}
