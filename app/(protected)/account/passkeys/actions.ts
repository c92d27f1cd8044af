'use server'

import { refresh } from 'next/cache'
import { after } from 'next/server'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { redirectIfInsufficientAal } from '@/utils/auth/mfa/require-aal2'
import { registerPasskey } from '@/utils/auth/passkeys/register-passkey'
import { newPasskeySchema, passkeySchema, renamedPasskeySchema } from '@/utils/auth/passkeys/schemas'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
import { formAction } from '@/utils/forms/form-action'

/** Adds the passkey that public/passkeys.js has put into the form. It is read there, because fields are returned after an error. */
export const addPasskey = formAction(
  { session: 'account', recentSignIn: true, schema: newPasskeySchema },
  async ({ input, form, user, account }) => {
    const code = await registerPasskey(user, form.get('credential'), input.name)
    refresh()
    if (code) return { message: authErrorMessage(code) }
    after(() => sendSecurityEmail(account.email, { kind: 'passkey-added' }))
    return { success: 'Passkey added.' }
  },
)

/** Renames a passkey. The name has no effect on security. */
export const renamePasskey = formAction(
  { session: 'required', recentSignIn: false, schema: renamedPasskeySchema },
  async ({ input, supabase }) => {
    const { error } = await supabase.auth.passkey.update({
      passkeyId: input.passkey,
      friendlyName: input.name,
    })
    refresh()
    return error ? { message: changeError(error.code) } : { success: 'Passkey renamed.' }
  },
)

/** Removes a passkey. It is never the last sign-in method: the Auth server keeps an identity of every account. */
export const removePasskey = formAction(
  { session: 'account', recentSignIn: true, schema: passkeySchema },
  async ({ input, account, supabase }) => {
    const { error } = await supabase.auth.passkey.delete({ passkeyId: input.passkey })
    await redirectIfInsufficientAal(error)
    // Also after an error: the list on the page may be outdated.
    refresh()
    if (error) return { message: changeError(error.code) }
    after(() => sendSecurityEmail(account.email, { kind: 'passkey-removed' }))
    return { success: 'Passkey removed.' }
  },
)

/** The Auth server calls an unknown passkey a failed validation. */
function changeError(code: string | undefined): string {
  return code === 'validation_failed' ? 'This passkey no longer exists.' : authErrorMessage(code)
}
