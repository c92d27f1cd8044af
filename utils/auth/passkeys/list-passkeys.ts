import 'server-only'
import { createClient } from '@/utils/supabase/server'

export type Passkey = { id: string; name: string; createdAt: string; lastUsedAt: string | undefined }

/** The passkeys of the signed-in user, oldest first; none where they are disabled; null if the Auth server gives no clear response. */
export async function listPasskeys(): Promise<Passkey[] | null> {
  const { auth } = await createClient()
  const { data, error } = await auth.passkey.list()
  if (error?.code === 'passkey_disabled') return []
  if (!data) return null
  return data.map(({ id, friendly_name, created_at, last_used_at }) => ({
    id,
    name: friendly_name || 'Passkey',
    createdAt: created_at,
    lastUsedAt: last_used_at,
  }))
}
