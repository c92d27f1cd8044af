import 'server-only'
import { cache } from 'react'
import { createClient } from '@/utils/supabase/server'
import { sessionState } from './session-state'

/**
 * What whoever makes this request may do, for pages that offer only that. It guards nothing: requirePermission does.
 *
 * @returns an empty set for guests, and when the database gives no answer. Computed once per request.
 */
export const myPermissions = cache(async (): Promise<ReadonlySet<string>> => {
  if ((await sessionState()).status !== 'signed-in') return new Set()
  const { data } = await (await createClient()).rpc('my_permissions')
  return new Set(Array.isArray(data) ? data : [])
})
