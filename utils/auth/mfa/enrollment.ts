import 'server-only'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'

const MAX_AGE_S = 15 * 60

/**
 * The authenticator app that this browser is setting up. Its secret is shown until the first code is verified, so it is stored in a
 * sealed cookie: never in an address, and never in the state of a form.
 */
export const pendingEnrollment = flowCookie(
  'enrollment',
  z.object({
    sessionId: z.string(),
    factorId: z.string(),
    name: z.string(),
    uri: z.string(),
    secret: z.string(),
  }),
  MAX_AGE_S,
)

/** The enrollment of this session, or null: another user's, in the same browser, is not shown. */
export async function currentEnrollment(sessionId: string) {
  const found = await pendingEnrollment.read()
  return found?.sessionId === sessionId ? found : null
}
