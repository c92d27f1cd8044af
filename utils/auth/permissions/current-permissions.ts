import 'server-only'
import { cache } from 'react'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { createClient } from '@/utils/supabase/server'

/**
 * What whoever makes this request may do, for pages that offer only that. It guards nothing: requirePermission does.
 *
 * @returns an empty set for guests; null while nobody can tell, for want of an answer. Computed once per request.
 */
export const currentPermissions = cache(async (): Promise<ReadonlySet<string> | null> => {
  const { status } = await sessionState()
  if (status !== 'signed-in') return status === 'unknown' ? null : new Set()
  const { data } = await (await createClient()).rpc('current_permissions')
  return Array.isArray(data) ? new Set(data) : null
})
