import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { redirect } from 'next/navigation'
import { errorPath } from '@/utils/auth/routes'
import type { FormState } from '@/utils/forms/form-state'
import type { Database } from '@/utils/supabase/database.types'
import { organizationErrorMessage } from './error-messages'
import { invitationPath, invitationProof } from './invitation-link'
import { organizationPath } from './paths'

const ENDED: Record<string, string> = {
  invitation_not_found: 'invitation-not-found',
  invitation_expired: 'invitation-expired',
}

/**
 * Makes the user of a client a member of the organization.
 *
 * @returns what to show while the database gives no clear response. A second attempt is safe.
 * @throws Next's redirect otherwise: to the organization, to the reason why the invitation cannot be accepted, or back to the
 *   invitation if it is for another address.
 */
export async function acceptInvitation(client: SupabaseClient<Database>, token: string): Promise<FormState> {
  const { data: slug, error } = await client.rpc('accept_invitation', { token })
  if (!error) {
    await invitationProof.remove()
    redirect(organizationPath(slug))
  }
  const reason = Object.hasOwn(ENDED, error.message) && ENDED[error.message]
  if (reason) redirect(errorPath(reason))
  if (error.message === 'other_address') redirect(invitationPath(token))
  return { message: organizationErrorMessage(error.message) }
}
