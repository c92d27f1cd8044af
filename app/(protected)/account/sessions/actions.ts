'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { requireUser } from '@/utils/auth/guards'
import { endSession } from '@/utils/auth/sessions/end-session'
import type { FormState } from '@/utils/forms/form-state'
import { createClient } from '@/utils/supabase/server'

const NOT_FOUND: FormState = { message: 'This session no longer exists.' }

/**
 * Ends one of one's own sessions.
 *
 * @param form session: its id. The id of somebody else's session is answered like one that does not exist.
 */
export async function endOneSession(_previous: FormState, form: FormData): Promise<FormState> {
  await requireUser()
  const id = z.uuid().safeParse(form.get('session'))
  if (!id.success) return NOT_FOUND

  const supabase = await createClient()
  const { data: ended, error } = await supabase.rpc('end_session', { session_id: id.data })
  if (error) return { message: authErrorMessage(undefined) }
  refresh()
  return ended ? { success: 'Session signed out.' } : NOT_FOUND
}

/** Ends every session but this one. */
export async function endOtherSessions(): Promise<FormState> {
  await requireUser()
  const supabase = await createClient()
  const { error } = await supabase.auth.signOut({ scope: 'others' })
  if (error) return { message: authErrorMessage(error.code) }
  refresh()
  return { success: 'All other sessions are signed out.' }
}

/**
 * Ends every session, this one too.
 *
 * @throws Next's redirect to login.
 */
export async function endAllSessions(): Promise<FormState> {
  await requireUser()
  const supabase = await createClient()
  const { error } = await supabase.auth.signOut({ scope: 'global' })
  if (error) return { message: authErrorMessage(error.code) }
  await endSession()
  redirect('/login')
}
