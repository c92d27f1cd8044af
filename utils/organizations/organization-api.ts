import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { aal2Required, dataUnavailable, forbidden, notFound, quotaExceeded, unwrap } from '@/utils/api/errors'
import { ApiError } from '@/utils/api/response'
import { isQuotaExceeded } from '@/utils/data-result'
import type { Database } from '@/utils/supabase/database.types'
import { organizationErrorMessage } from './error-messages'
import type { Membership } from './organization-schema'
import { listOrganizations } from './organizations'

type Client = SupabaseClient<Database>

/**
 * The organization in the path of an API call, with the membership of the caller.
 *
 * @throws ApiError 404 if the caller is not a member, 403 if the organization requires a second factor that the session has not
 *   passed, 503 if the database gives no clear response.
 */
export async function requireOrganization(client: Client, slug: string): Promise<Membership> {
  const organizations = unwrap(await listOrganizations(client))
  const organization = organizations.find((membership) => membership.slug === slug)
  if (!organization) throw notFound()
  if (!organization.is_accessible) throw aal2Required()
  return organization
}

const conflict = (code: string) => new ApiError(409, code, organizationErrorMessage(code))
const invalidExpiry = (code: string) =>
  new ApiError(400, 'invalid_input', 'Some fields are invalid.', {
    fields: { expires_at: organizationErrorMessage(code) },
  })

/** The responses to the errors of the organization functions in the database. */
const ERRORS: Record<string, (code: string) => ApiError> = {
  'permission denied': forbidden,
  aal2_required: aal2Required,
  role_above_own: (code) => new ApiError(403, code, organizationErrorMessage(code)),
  reauthentication_needed: (code) =>
    new ApiError(403, code, 'Sign in again, and repeat this within 10 minutes.'),
  member_not_found: notFound,
  own_membership: conflict,
  own_membership_expires: conflict,
  last_owner: conflict,
  slug_taken: conflict,
  expiry_in_past: invalidExpiry,
  expiry_after_own: invalidExpiry,
}

/**
 * Waits for a function that changes organizations or their members.
 *
 * @param renamed other codes for errors that mean something else in this call.
 * @throws ApiError if the database rejects the change or gives no clear response.
 */
export async function applyChange(
  call: PromiseLike<{ error: { message: string } | null }>,
  renamed: Record<string, string> = {},
): Promise<void> {
  const { error } = await call
  if (!error) return
  if (isQuotaExceeded(error)) throw quotaExceeded()
  const code = (Object.hasOwn(renamed, error.message) && renamed[error.message]) || error.message
  const respond = Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined
  throw respond ? respond(code) : dataUnavailable()
}
