import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { rememberDevice } from '@/utils/auth/devices/remember-device'
import { endReplacedSession } from './end-replaced-session'

/**
 * Does what belongs to the beginning of every session of this browser, however someone has signed in: the session that it takes
 * the place of ends, and the browser is known to the account from now on. To be called wherever a session is opened.
 */
export async function startSession(opened: Session): Promise<void> {
  await rememberDevice(opened.user.email)
  await endReplacedSession(opened)
}
