import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { rememberDevice } from '@/utils/auth/devices/remember-device'
import { endReplacedSession } from './end-replaced-session'

/**
 * Completes every sign-in: ends the session that the new one replaces, and records this browser as a recognized device of the
 * account. Call it wherever a session starts.
 */
export async function startSession(opened: Session): Promise<void> {
  await rememberDevice(opened.user.email)
  await endReplacedSession(opened)
}
