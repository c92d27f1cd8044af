import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { after } from 'next/server'
import { rememberDevice } from '@/utils/auth/devices/remember-device'
import { reportNewDevice } from '@/utils/auth/devices/report-new-device'
import { applyTrustedDevice } from '@/utils/auth/devices/trusted-device'
import { endReplacedSession } from './end-replaced-session'

/**
 * Completes every sign-in: ends the session that the new one replaces, records this browser as a recognized device of the
 * account, and tells the owner about a new one. Call it wherever a session starts.
 */
export async function startSession(opened: Session): Promise<void> {
  const device = await rememberDevice(opened.user)
  await applyTrustedDevice(opened, device)
  if (device.isNew) after(() => reportNewDevice(opened))
  await endReplacedSession(opened)
}
