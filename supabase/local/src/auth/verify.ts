import { z } from 'zod'
import { invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { emailAddress } from './email-address.ts'
import { readBody } from './read-body.ts'
import { openSession } from './session.ts'
import { firstConfirmation, spendToken } from './spend-token.ts'
import { findByCode, findByHash } from './verify-lookup.ts'

const Body = z.object({
  type: z.string().default(''),
  token: z.string().default(''),
  token_hash: z.string().default(''),
  email: z.string().default(''),
})

/**
 * `POST /verify`. Exchanges a link's token_hash, or a typed code with its address, for a session. The type `email`
 * stands for whichever of a confirmation or a sign-in is open. A hash from a PKCE flow is taken like any other.
 */
export async function verify(call: Call): Promise<Response> {
  const { type, token, token_hash, email } = readBody(call, Body)
  if (type === '') throw invalid('Verify requires a verification type')
  if ((token === '') === (token_hash === '')) throw invalid('Verify requires either a token or a token hash')
  if (token_hash && email) throw invalid('Only the token_hash and type should be provided')
  const found = token_hash
    ? await findByHash(call, type, token_hash)
    : await findByCode(call, type, emailAddress(email), token)
  const user = await spendToken(call, found)
  return user ? openSession(call, user, 'otp') : Response.json({ msg: firstConfirmation, code: '200' })
}
