'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { currentEmailOutage, emailErrorCode } from '@/utils/auth/email-links/email-outage'
import { emailOwner } from '@/utils/auth/email-links/email-owner'
import {
  clearPendingEmailChange,
  pendingEmailChange,
  savePendingEmailChange,
} from '@/utils/auth/email-links/pending-email-change'
import { emailSchema } from '@/utils/auth/email-links/schemas'
import { verifyToken } from '@/utils/auth/email-links/verify-token'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { refreshConvertedSession } from '@/utils/auth/guests/converted-session'
import { getGuest } from '@/utils/auth/guests/guest-account'
import { finishNoteTransfer } from '@/utils/auth/guests/note-transfer'
import { reauthenticationCodeSchema } from '@/utils/auth/reauthentication/schemas'
import { GUEST_PAGE } from '@/utils/auth/routes'
import { endSession } from '@/utils/auth/sessions/end-session'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { accountHash } from '@/utils/rate-limit/counters'
import { cooldownText, rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/** Errors that would reveal whether an address has an account. */
const HIDDEN_ERRORS = new Set([
  'email_exists',
  'email_address_not_authorized',
  'over_email_send_rate_limit',
  'unexpected_failure',
])

/**
 * Emails the address that a guest wants to sign in with from now on. The owner of an account with this address gets a sign-in link
 * instead; the response is the same. Where the Auth server requires no confirmation, a guest with a new address is a member at once.
 */
export const addEmail = formAction(
  { session: 'required', recentSignIn: false, schema: emailSchema, limiter: 'own-email' },
  async ({ input, attempt, supabase }) => {
    const guest = await getGuest()
    const email = input.email.toLowerCase()
    const pending = await pendingEmailChange({ id: guest.id, email: '' })
    const outage = await currentEmailOutage()
    if (outage || (pending && pending.cooldownS > 0)) {
      await attempt.uncounted()
      return { message: outage ? authErrorMessage(outage) : cooldownText(pending?.cooldownS ?? 0) }
    }
    const counterKey = `${guest.id}/${accountHash(email)}`
    const toAddress = await countAttempt('new-address', email, await headers(), counterKey)
    if (toAddress.isRateLimited) return rateLimitedForm(toAddress)

    const emailRedirectTo = await startEmailFlow(email, GUEST_PAGE, 'email-change')
    let isConverted = false
    const code = await withUniformTiming(async () => {
      // A previous request is canceled for every address, not only for an available one.
      const { error: unclear } = await supabase.rpc('cancel_email_change')
      if (unclear) return AUTH_UNAVAILABLE
      const { data, error } = await supabase.auth.updateUser({ email }, { emailRedirectTo })
      isConverted = data.user?.is_anonymous === false
      const failure = await emailErrorCode(error)
      await Promise.all([attempt.ended(failure), toAddress.ended(failure)])
      if (failure === 'email_exists') await emailOwner(email, emailRedirectTo)
      return failure
    })
    if (code === 'email_address_invalid')
      return fieldError('email', 'This address can’t be used. Choose a different one.')
    if (code && !HIDDEN_ERRORS.has(code)) return { message: authErrorMessage(code) }

    if (isConverted) await refreshConvertedSession()
    else await savePendingEmailChange(guest.id, email)
    refresh()
    redirect(GUEST_PAGE)
  },
)

/** Accepts the code of the email in place of its link: that of a new address, or of a sign-in to an existing account. */
export const enterGuestCode = formAction(
  { session: 'required', recentSignIn: false, schema: reauthenticationCodeSchema, limiter: 'own-code' },
  async ({ input: { code: token }, attempt }) => {
    const guest = await getGuest()
    const email = (await pendingEmailChange({ id: guest.id, email: '' }))?.email
    if (!email) redirect(GUEST_PAGE)
    // Codes of an existing account can be guessed as often as on the page for signed-out users.
    const ofAccount = await countAttempt('code', email, await headers())
    if (ofAccount.isRateLimited) return rateLimitedForm(ofAccount)

    const added = await verifyToken({ type: 'email_change', token, email }, GUEST_PAGE)
    const verified =
      added.status === 'rejected' ? await verifyToken({ type: 'email', token, email }, GUEST_PAGE) : added
    if (verified.status === 'unavailable') {
      await Promise.all([attempt.uncounted(), ofAccount.uncounted()])
      return { message: authErrorMessage(AUTH_UNAVAILABLE) }
    }
    if (verified.status !== 'verified') {
      await Promise.all([attempt.failed(), ofAccount.failed()])
      return { message: authErrorMessage('otp_expired') }
    }
    await Promise.all([attempt.succeeded(), ofAccount.succeeded(), clearPendingEmailChange()])
    redirect(verified.path)
  },
)

/** Moves the notes of the guest session to the account that has replaced it, or deletes them. */
export const decideOnNotes = formAction(
  { session: 'required', recentSignIn: false, schema: z.object({ choice: z.enum(['move', 'delete']) }) },
  async ({ input: { choice }, user, supabase }) => {
    const result = await finishNoteTransfer(supabase, user.id, choice === 'move')
    if (result === null)
      return { message: 'We can’t reach your notes right now. Nothing has changed. Try again in a moment.' }
    if (result === 'none') redirect(GUEST_PAGE)
    redirect(`/private?notice=${choice === 'move' ? 'notes-moved' : 'notes-discarded'}`)
  },
)

/** Deletes the guest with all notes, and ends the session: a guest cannot sign in again. */
export const deleteGuest = formAction({ session: 'required', recentSignIn: false }, async ({ supabase }) => {
  await getGuest()
  const { error } = await supabase.rpc('delete_account')
  if (error)
    return { message: 'We couldn’t delete your notes. You’re still signed in. Try again in a moment.' }
  await endSession()
  redirect('/account-deleted')
})
