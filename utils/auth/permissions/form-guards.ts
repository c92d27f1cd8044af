import 'server-only'
import {
  getPermittedUser,
  getVerifiedUser,
  PermissionUnknownError,
  SessionUnknownError,
} from '@/utils/auth/guards'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { type FormState, submittedValues } from '@/utils/forms/form-state'
import type { Permission } from './permissions'

const UNKNOWN = 'This could not be done right now. What you typed is still here: try again in a moment.'

/**
 * Guards the Server Action of a form as requirePermission does, but gives the form back, with what was typed, while nobody can
 * tell who sent it or what they may do.
 *
 * @param fields what may be given back of the form.
 * @returns the form's answer; null when the person may go on.
 * @throws as requirePermission does otherwise.
 */
export async function requireFormPermission(
  form: FormData,
  fields: readonly string[],
  permission: Permission,
  refuse: () => never,
): Promise<FormState | null> {
  try {
    await getPermittedUser(permission, refuse)
    return null
  } catch (error) {
    return givenBack(error, form, fields)
  }
}

/**
 * The same for whoever is signed in.
 *
 * @returns who that is, or the form's answer.
 */
export async function requireFormUser(
  form: FormData,
  fields: readonly string[],
): Promise<{ ok: true; user: SessionUser } | { ok: false; state: FormState }> {
  try {
    return { ok: true, user: await getVerifiedUser() }
  } catch (error) {
    return { ok: false, state: givenBack(error, form, fields) }
  }
}

function givenBack(error: unknown, form: FormData, fields: readonly string[]): FormState {
  if (!(error instanceof SessionUnknownError || error instanceof PermissionUnknownError)) throw error
  return { message: UNKNOWN, values: submittedValues(form, fields) }
}
