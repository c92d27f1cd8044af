'use server'

import { headers } from 'next/headers'
import { z } from 'zod'
import { formAction } from '@/utils/forms/form-action'
import { acceptInvitation } from '@/utils/organizations/accept-invitation'
import { invitationTokenSchema } from '@/utils/organizations/invitation-link'
import { signUpWithInvitation } from '@/utils/organizations/sign-up-with-invitation'
import { getClientInfo } from '@/utils/supabase/client-info'
import { createTokenClient } from '@/utils/supabase/token-client'

const schema = z.object({ token: invitationTokenSchema })

/** Accepts an invitation to the confirmed address of the signed-in user. */
export const joinOrganization = formAction(
  { session: 'required', schema },
  async ({ input: { token }, supabase }) => await acceptInvitation(supabase, token),
)

/** Accepts an invitation for a person without an account, who has opened its email in this browser. */
export const signUpAndJoin = formAction(
  { session: 'none', limiter: 'invitation-acceptance', schema },
  async ({ input: { token } }) => {
    const signedUp = await signUpWithInvitation(token)
    if ('message' in signedUp) return signedUp
    const client = createTokenClient(getClientInfo(await headers()), signedUp.accessToken)
    return await acceptInvitation(client, token)
  },
)
