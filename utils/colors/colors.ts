import 'server-only'
import { unstable_cache } from 'next/cache'
import { z } from 'zod'
import { env } from '@/utils/env'
import { markIncomplete } from '@/utils/request/response-status'
import { NO_CLIENT } from '@/utils/supabase/client-info'
import { createTokenClient } from '@/utils/supabase/token-client'

const CACHE_S = 60 * 60
const HOW_MANY = 5

const rowsSchema = z.array(z.object({ name: z.string() })).min(1)

/**
 * The names of the colors in alphabetical order. They are read without a session and cached for all users for an hour.
 *
 * @returns null if they are not cached and the database gives no clear response, which is not cached.
 */
export async function colorNames(): Promise<string[] | null> {
  // One build may serve several projects, whose responses are cached separately.
  const cachedNames = unstable_cache(readNames, ['colors', env().supabaseServerUrl], { revalidate: CACHE_S })
  return await cachedNames().catch(() => {
    markIncomplete()
    return null
  })
}

async function readNames(): Promise<string[]> {
  const { data, error } = await createTokenClient(NO_CLIENT)
    .from('colors')
    .select('name')
    .order('name')
    .limit(HOW_MANY)
  const rows = rowsSchema.safeParse(data)
  if (error || !rows.success) throw new Error('The colors could not be read.')
  return rows.data.map(({ name }) => name)
}
