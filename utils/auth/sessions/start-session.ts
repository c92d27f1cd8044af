import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { after } from 'next/server'
import { rememberDevice } from '@/utils/auth/devices/remember-device'
import { reportNewDevice } from '@/utils/auth/devices/report-new-device'
import { recordSignInLocation } from '@/utils/auth/devices/sign-in-location'
import { applyTrustedDevice } from '@/utils/auth/devices/trusted-device'
import { hasVerifiedFactor } from '@/utils/auth/mfa/session-assurance'
import { endReplacedSession } from './end-replaced-session'
import type { SessionStatus } from './session-headers'

/**
 * Completes every sign-in: ends the session that the new one replaces, records this browser as a recognized device of the
 * account, records its location, and tells the owner about a new device. Call it wherever a session starts.
 *
 * @param isTrustAllowed false: a trusted device does not replace the second factor.
 * @returns the status of a session that has passed the first factor alone.
 */
export async function startSession(opened: Session, { isTrustAllowed = true } = {}): Promise<SessionStatus> {
  const device = await rememberDevice(opened.user)
  const isTrusted = await applyTrustedDevice(opened, device, isTrustAllowed)
  if (device.isNew) after(() => reportNewDevice(opened))
  after(() => recordSignInLocation(opened))
  await endReplacedSession(opened)
  return hasVerifiedFactor(opened.user) && !isTrusted ? 'mfa-pending' : 'signed-in'
}
