import 'server-only'
import { deviceName } from '@/utils/auth/devices/device-name'
import { env } from '@/utils/env'
import { canResolveClientAddress } from '@/utils/request/client-address'
import { createClient } from '@/utils/supabase/server'

export type ActiveSession = {
  id: string
  /** Browser and operating system, if known. */
  device: string
  /** Null if it would be this server's address: see utils/request/client-address.ts. */
  address: string | null
  startedAt: string
  lastActiveAt: string
  isCurrent: boolean
}

/**
 * All sessions of the signed-in user, the current one first.
 *
 * @returns null if the database does not respond.
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
    startedAt: created_at,
    lastActiveAt: last_active_at,
    isCurrent: is_current,
  }))
}
