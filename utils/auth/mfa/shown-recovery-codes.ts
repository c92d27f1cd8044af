import 'server-only'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'

const MAX_AGE_S = 15 * 60

/**
 * New recovery codes, until the user says that they are saved. Nothing else stores them in readable form: the cookie is sealed, and
 * valid for one session.
 */
const newCodes = flowCookie(
  'recovery-codes',
  z.object({ sessionId: z.string(), codes: z.array(z.string()) }),
  MAX_AGE_S,
)

/** Shows these codes to this session on the next page. */
export async function showRecoveryCodes(sessionId: string, codes: string[]): Promise<void> {
  await newCodes.write({ sessionId, codes: codes.map(inGroups) })
}

/** Groups of four characters are easier to read; spaces and hyphens do not count when a code is entered. */
function inGroups(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? code
}

/** The codes to show to this session, or null. */
export async function shownRecoveryCodes(sessionId: string): Promise<string[] | null> {
  const found = await newCodes.read()
  return found?.sessionId === sessionId ? found.codes : null
}

/** Shows them no more. */
export async function hideRecoveryCodes(): Promise<void> {
  await newCodes.remove()
}
