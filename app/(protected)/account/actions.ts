'use server'

import { refresh } from 'next/cache'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { requireFormUser } from '@/utils/auth/permissions/form-guards'
import { profileSchema } from '@/utils/auth/schemas'
import { type FormState, parseForm } from '@/utils/forms/form-state'
import { createClient } from '@/utils/supabase/server'
import { isQuotaExceeded, QUOTA_TEXT } from '@/utils/supabase/write-quota'

/**
 * Changes the name that somebody goes by: in their profile, and in the metadata that their next tokens carry.
 *
 * @param form name.
 */
export async function changeName(_previous: FormState, form: FormData): Promise<FormState> {
  const asked = await requireFormUser(form, ['name'])
  if (!asked.ok) return asked.state
  const input = parseForm(profileSchema, form)
  if (!input.ok) return input.state

  const { name } = input.data
  const supabase = await createClient()
  const { data, error: refused } = await supabase
    .from('profiles')
    .update({ name })
    .eq('id', asked.user.id)
    .select('id')
  if (isQuotaExceeded(refused)) return { message: QUOTA_TEXT, values: input.values }
  if (data?.length !== 1) return { message: authErrorMessage(undefined), values: input.values }
  const { error } = await supabase.auth.updateUser({ data: { name } })
  if (error) return { message: authErrorMessage(error.code), values: input.values }

  refresh()
  return { success: 'Your name was saved.', values: input.values }
}
