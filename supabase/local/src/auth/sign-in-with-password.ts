import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { verifyPassword } from './password.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'
import { findUser, isBanned } from './user-row.ts'

const Body = z.object({ email: z.string().default(''), password: z.string().default('') })

/**
 * `POST /token?grant_type=password`. An unknown address and an incorrect password get the same error (400
 * invalid_credentials); only the correct password reveals that the address is unconfirmed (400 email_not_confirmed).
 */
export async function signInWithPassword(context: RequestContext): Promise<Response> {
  const { email, password } = readBody(context, Body)
  if (email === '') throw invalid('missing email or phone')
  const user = await findUser(context.sql, 'email', email.toLowerCase())
  if (!user?.encrypted_password) throw wrongCredentials()
  if (isBanned(user)) throw new AuthError(400, 'user_banned', 'User is banned')
  if (!(await verifyPassword(context.sql, user, password))) throw wrongCredentials()
  if (!user.confirmed_at) throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed')
  await audit(context, user, 'login', { provider: 'email' })
  return openSession(context, user, 'password', { weak_password: null })
}

function wrongCredentials(): AuthError {
  return new AuthError(400, 'invalid_credentials', 'Invalid login credentials')
}
