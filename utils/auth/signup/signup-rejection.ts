/**
 * The message of the before-user-created hook for an address that may not sign up (supabase/migrations/20261122110100_signup_policy.sql).
 * The Auth server passes it on without an error code.
 */
export const SIGNUP_NOT_ALLOWED = 'signup_not_allowed'
