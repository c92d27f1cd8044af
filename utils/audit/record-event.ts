import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import type { Permission } from '@/utils/auth/permissions/permissions'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { signReport } from './sign-report'

/** The events that only the application sees. Database triggers record all others. */
export type ReportedEvent =
  | { type: 'access.denied'; reason: Permission }
  | { type: 'mfa.failed'; reason: 'incorrect_code' | 'recovery_code' | 'too_many_attempts' }
  | { type: 'login.failed' | 'login.throttled'; reason: LoginErrorCode; email: string }

const LOGIN_ERROR_CODES = [
  'invalid_credentials',
  'user_banned',
  'email_not_confirmed',
  'too_many_attempts',
] as const

export type LoginErrorCode = (typeof LOGIN_ERROR_CODES)[number]

/** True for an error code of a sign-in that belongs in the audit log. */
export function isLoginErrorCode(code: string | undefined): code is LoginErrorCode {
  return LOGIN_ERROR_CODES.some((errorCode) => errorCode === code)
}

/**
 * Adds an event to the audit log. The database takes the user from the token, or looks up the email address without storing it. A
 * failure is logged and does not affect the response: the attempt has already been rejected.
 */
export async function recordEvent(supabase: SupabaseClient<Database>, event: ReportedEvent): Promise<void> {
  const key = env().auditSigningKey
  if (!key) return logRequestEvent({ event: 'audit.failed', code: 'no_signing_key', type: event.type })
  const { error } = await supabase.rpc('record_event', signReport(event, getClientInfo(await headers()), key))
  if (error) await logRequestEvent({ event: 'audit.failed', code: error.code, type: event.type })
}
