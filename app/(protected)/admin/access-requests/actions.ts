'use server'

import { notFound, redirect } from 'next/navigation'
import { after } from 'next/server'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { approveRequestSchema, rejectRequestSchema } from '@/utils/admin/schemas'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
import { formAction } from '@/utils/forms/form-action'

/** Approves a request, for good or until a time, and emails the address. */
export const approveAccessRequest = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: approveRequestSchema },
  async ({ input: { approvedId, until }, supabase }) => {
    const { data: email, error } = await supabase.rpc('approve_access_request', {
      request_id: approvedId,
      ...(until && { access_until: until }),
    })
    if (error) return { message: adminErrorMessage(error.message) }
    after(() =>
      sendSecurityEmail(email, {
        kind: 'access-approved',
        until: until === undefined ? undefined : new Date(until),
      }),
    )
    redirect('/admin/access-requests?notice=approved')
  },
)

/** Rejects a request and emails the address. */
export const rejectAccessRequest = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: rejectRequestSchema },
  async ({ input: { rejectedId }, supabase }) => {
    const { data: email, error } = await supabase.rpc('reject_access_request', { request_id: rejectedId })
    if (error) return { message: adminErrorMessage(error.message) }
    after(() => sendSecurityEmail(email, { kind: 'access-rejected' }))
    redirect('/admin/access-requests?notice=rejected')
  },
)
