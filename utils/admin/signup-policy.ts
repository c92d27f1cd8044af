import 'server-only'
import { z } from 'zod'
import { createClient } from '@/utils/supabase/server'

const PAGE_SIZE = 25

export type AllowedEntry = { entry: string; created_at: string }

/**
 * A page of the allowlist, in alphabetical order.
 *
 * @param after the last entry of the previous page, unchecked.
 * @returns null if the database does not respond.
 */
export async function listAllowedEntries(
  after = '',
): Promise<{ entries: AllowedEntry[]; next: string | undefined } | null> {
  const supabase = await createClient()
  const { data } = await supabase.rpc('list_signup_allowlist', {
    after: after.replaceAll('\0', '').toWellFormed().slice(0, 320),
    size: PAGE_SIZE + 1,
  })
  if (!Array.isArray(data)) return null
  const entries = data.slice(0, PAGE_SIZE)
  return { entries, next: data.length > PAGE_SIZE ? entries.at(-1)?.entry : undefined }
}

export const REQUEST_STATUSES = ['pending', 'approved', 'rejected'] as const

export type RequestStatus = (typeof REQUEST_STATUSES)[number]

export type AccessRequest = {
  id: string
  email: string
  name: string
  reason: string
  /** When the approved access ends; null if it does not. */
  access_until: string | null
  created_at: string
  /** The account with this address, if there is one. */
  user_id: string | null
}

type RequestQuery = { status: RequestStatus; after?: string | undefined }

/**
 * A page of the requests for access: pending ones oldest first, decided ones newest first.
 *
 * @param query `after`: the last ID of the previous page, unchecked.
 * @returns null if the database does not respond.
 */
export async function listAccessRequests({
  status,
  after,
}: RequestQuery): Promise<{ requests: AccessRequest[]; next: string | undefined } | null> {
  const last = z.guid().safeParse(after).data
  const supabase = await createClient()
  const { data } = await supabase.rpc('list_access_requests', {
    with_status: status,
    ...(last && { after: last }),
    size: PAGE_SIZE + 1,
  })
  if (!Array.isArray(data)) return null
  const requests = data.slice(0, PAGE_SIZE)
  return { requests, next: data.length > PAGE_SIZE ? requests.at(-1)?.id : undefined }
}
