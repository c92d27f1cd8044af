import { AuthError } from './auth-error.ts'
import { exchangeCode } from './exchange-code.ts'
import { refresh } from './refresh.ts'
import type { Endpoint } from './request-context.ts'
import { signInWithPassword } from './sign-in-with-password.ts'

const grants: Record<string, Endpoint> = {
  password: signInWithPassword,
  refresh_token: refresh,
  pkce: exchangeCode,
}

/** `POST /token`: one endpoint for three ways to get a session, selected by `grant_type`. */
export const token: Endpoint = (context) => {
  const grant = grants[context.url.searchParams.get('grant_type') ?? '']
  if (!grant) throw new AuthError(400, 'invalid_credentials', 'unsupported_grant_type')
  return grant(context)
}
