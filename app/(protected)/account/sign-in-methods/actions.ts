'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { redirectIfInsufficientAal } from '@/utils/auth/mfa/require-aal2'
import { formAction } from '@/utils/forms/form-action'

/** Removes a sign-in method. The Auth server keeps the last one, and emails the owner. */
export const removeMethod = formAction(
  { session: 'account', recentSignIn: true, schema: z.object({ identity: z.string().catch('') }) },
  async ({ input, account, supabase }) => {
    const identities = account.identities ?? []
    // Also after an error: the list on the page may be outdated.
    refresh()
    const identity = identities.find(({ identity_id }) => identity_id === input.identity)
    if (!identity) return { message: 'This sign-in method no longer exists.' }
    if (identities.length === 1) return { message: authErrorMessage('single_identity_not_deletable') }

    const { error } = await supabase.auth.unlinkIdentity(identity)
    await redirectIfInsufficientAal(error)
    if (error) return { message: authErrorMessage(error.code) }
    return { success: 'Sign-in method removed.' }
  },
)
