import { type Equivalent, expectNoticed } from '../support/sabotage/expect-noticed.ts'
import {
  mutantsOfGrants,
  mutantsOfPolicies,
  mutantsOfRows,
  mutantsOfTables,
} from '../support/sabotage/mutants-of-tables.ts'

// Breaks every policy, grant, constraint, trigger, permission and quota in the catalog one at a time and expects a pgTAP file to fail.

const CLOSED = 'no role is granted anything in the schema private'
const FILLED = 'the trigger set_author_name sets it; the default makes it optional in the generated types'

const EQUIVALENT: Equivalent = {
  announcements: { 'no default of author_name': FILLED },
  materials: { 'no default of author_name': FILLED },
  posts: { 'no default of author_name': FILLED },
  'private.access_requests': { 'row level security off': CLOSED },
  'private.allowed_signups': { 'row level security off': CLOSED },
  'private.audit_clients': { 'row level security off': CLOSED },
  'private.device_reports': { 'row level security off': CLOSED },
  'private.factor_resets': { 'row level security off': CLOSED },
  'private.organization_invitations': { 'row level security off': CLOSED },
  'private.organization_role_permissions': { 'row level security off': CLOSED },
  'private.password_resets': { 'row level security off': CLOSED },
  'private.recovery_code_attempts': { 'row level security off': CLOSED },
  'private.recovery_codes': { 'row level security off': CLOSED },
  'private.session_activity': { 'row level security off': CLOSED },
  'private.session_limits': { 'row level security off': CLOSED },
  'private.sign_in_locations': { 'row level security off': CLOSED },
  'private.signup_policy': { 'row level security off': CLOSED },
  'private.trusted_devices': { 'row level security off': CLOSED },
  'private.trusted_sessions': { 'row level security off': CLOSED },
  'private.user_directory': { 'row level security off': CLOSED },
  'private.user_search_terms': { 'row level security off': CLOSED },
}

await expectNoticed([mutantsOfPolicies, mutantsOfTables, mutantsOfGrants, mutantsOfRows], EQUIVALENT)
