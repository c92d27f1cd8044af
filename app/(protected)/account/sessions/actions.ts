'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { endSession } from '@/utils/auth/sessions/end-session'
import { formAction } from '@/utils/forms/form-action'

// No recent sign-in is required: ending sessions grants no access.

/** Ends one of the user's sessions. The id of another user's session gets the response of one that does not exist. */
export const endOneSession = formAction(
  {
    session: 'required',
    recentSignIn: false,
    schema: z.object({ session: z.uuid().optional().catch(undefined) }),
  },
  async ({ input, supabase }) => {
    const { data: ended, error } = input.session
      ? await supabase.rpc('end_session', { session_id: input.session })
      : { data: false, error: null }
    if (error) return { message: authErrorMessage(undefined) }
    if (!ended) return { message: 'This session no longer exists.' }
    refresh()
    return { success: 'Session signed out.' }
  },
)

/** Ends the trust in one of the user's devices, which is asked for the second factor again. */
export const revokeTrustedDevice = formAction(
  {
    session: 'required',
    recentSignIn: false,
    schema: z.object({ device: z.uuid().optional().catch(undefined) }),
  },
  async ({ input, supabase }) => {
    const { data: isRevoked, error } = input.device
      ? await supabase.rpc('revoke_trusted_device', { device_id: input.device })
      : { data: false, error: null }
    if (error) return { message: authErrorMessage(undefined) }
    if (!isRevoked) return { message: 'This device is no longer trusted.' }
    refresh()
    return { success: 'The device is no longer trusted.' }
  },
)

/** Ends every session but this one. */
export const endOtherSessions = formAction(
  { session: 'required', recentSignIn: false },
  async ({ supabase }) => {
    const { error } = await supabase.auth.signOut({ scope: 'others' })
    if (error) return { message: authErrorMessage(error.code) }
    refresh()
    return { success: 'All other sessions are signed out.' }
  },
)

/** Ends every session, including this one. */
export const endAllSessions = formAction(
  { session: 'required', recentSignIn: false },
  async ({ supabase }) => {
    const { error } = await supabase.auth.signOut({ scope: 'global' })
    if (error) return { message: authErrorMessage(error.code) }
    await endSession()
    redirect('/login')
  },
)
