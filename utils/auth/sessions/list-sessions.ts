import 'server-only'
import { deviceName } from '@/utils/auth/devices/device-name'
import { env } from '@/utils/env'
import { canResolveClientAddress } from '@/utils/request/client-address'
import { createClient } from '@/utils/supabase/server'

export type ActiveSession = {
  id: string
  /** Browser and system, as far as they say what they are. */
  device: string
  /** Null where it would be this server's own: see utils/request/client-address.ts. */
  address: string | null
  begun: string
  lastActive: string
  isCurrent: boolean
}

/**
 * Every session of who is signed in, the one that asks first.
 *
 * @returns null when the database does not answer.
 */
export async function listSessions(): Promise<ActiveSession[] | null> {
  const supabase = await createClient()
  const { data } = await supabase.rpc('list_sessions')
  if (!Array.isArray(data)) return null

  const addressesAreTrue = canResolveClientAddress(env().network)
  return data.map(({ id, user_agent, ip, created_at, last_active_at, is_current }) => ({
    id,
    device: deviceName(user_agent),
    address: addressesAreTrue ? ip : null,
    begun: created_at,
    lastActive: last_active_at,
    isCurrent: is_current,
  }))
}
