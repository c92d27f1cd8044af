import 'server-only'
import { type FormState, typedIn } from './form-state'
import { PermissionUnknownError, requirePermission, SessionUnknownError } from './guards'
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
    await requirePermission(permission, refuse)
    return null
  } catch (error) {
    if (!(error instanceof SessionUnknownError || error instanceof PermissionUnknownError)) throw error
    return { message: UNKNOWN, values: typedIn(form, fields) }
  }
}
