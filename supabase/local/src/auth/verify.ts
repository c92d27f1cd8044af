import { z } from 'zod'
import { invalid } from './auth-error.ts'
import { consumeToken, firstConfirmation } from './consume-token.ts'
import { parseEmailAddress } from './email-address.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'
import { findByCode, findByHash } from './verify-lookup.ts'

const Body = z.object({
  type: z.string().default(''),
  token: z.string().default(''),
  token_hash: z.string().default(''),
  email: z.string().default(''),
})

/**
 * `POST /verify`. Exchanges a link's token_hash, or a typed code with its address, for a session. The type `email`
 * matches whichever of a confirmation and a sign-in is pending. A hash from a PKCE flow is accepted like any other.
 */
export async function verify(context: RequestContext): Promise<Response> {
  const { type, token, token_hash, email } = readBody(context, Body)
  if (type === '') throw invalid('Verify requires a verification type')
  if ((token === '') === (token_hash === '')) throw invalid('Verify requires either a token or a token hash')
  if (token_hash && email) throw invalid('Only the token_hash and type should be provided')
  const found = token_hash
    ? await findByHash(context, type, token_hash)
    : await findByCode(context, type, parseEmailAddress(email), token)
  const user = await consumeToken(context, found)
  return user ? openSession(context, user, 'otp') : Response.json({ msg: firstConfirmation, code: '200' })
}
