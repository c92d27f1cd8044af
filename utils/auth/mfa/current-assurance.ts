import 'server-only'
import { cache } from 'react'
import { createClient } from '@/utils/supabase/server'
import { parseSessionAssurance, type SessionAssurance } from './session-assurance'

/**
 * What the database says about the assurance level of this request's session. Asked once per request.
 *
 * @returns null if there is no clear response.
 */
export const sessionAssurance = cache(async (): Promise<SessionAssurance | null> => {
  const { data } = await (await createClient()).rpc('session_assurance')
  return parseSessionAssurance(data)
})
