import 'server-only'
import { createClient } from '@/utils/supabase/server'
import { deviceName } from './device-name'

export type TrustedDevice = {
  id: string
  /** Browser and operating system, if known. */
  device: string
  lastUsed: string
  expires: string
  isCurrent: boolean
}

/**
 * The devices on which the signed-in user is not asked for the second factor, the latest first.
 *
 * @returns null if the database does not respond.
 */
export async function listTrustedDevices(): Promise<TrustedDevice[] | null> {
  const { data } = await (await createClient()).rpc('list_trusted_devices')
  if (!Array.isArray(data)) return null
  return data.map(({ id, user_agent, last_used_at, expires_at, is_current }) => ({
    id,
    device: deviceName(user_agent),
    lastUsed: last_used_at,
    expires: expires_at,
    isCurrent: is_current,
  }))
}
