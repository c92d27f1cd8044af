'use server'

import { redirect } from 'next/navigation'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { generateRecoveryCodes } from '@/utils/auth/mfa/recovery-codes'
import { hideRecoveryCodes, showRecoveryCodes } from '@/utils/auth/mfa/shown-recovery-codes'
import { formAction, plainFormAction } from '@/utils/forms/form-action'

const PAGE = '/account/two-factor/recovery-codes'

/** Makes a new set of recovery codes and shows it once. */
export const createRecoveryCodes = formAction(
  { session: 'required', aal2: true, recentSignIn: true, limiter: 'mfa-setup' },
  async ({ user, supabase }) => {
    const codes = await generateRecoveryCodes(supabase)
    if (!codes) return { message: authErrorMessage(undefined) }
    await showRecoveryCodes(user.sessionId, codes)
    redirect(PAGE)
  },
)

/** Shows the codes no more. */
export const confirmCodesSaved = plainFormAction(
  { session: 'required', recentSignIn: false },
  async ({ form, next }) => {
    await hideRecoveryCodes()
    redirect(form.has('redirectedFrom') ? next : '/account/two-factor')
  },
)
