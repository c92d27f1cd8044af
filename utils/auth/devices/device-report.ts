import 'server-only'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'

const LIFE_S = 10 * 60

/** The token in the email about a new device: 256 bits in base64url. */
export const reportTokenSchema = z.string().regex(/^[\w-]{43}$/)

/** A report that waits for its confirmation, then its result. The token is stored here instead of in the address bar. */
export const deviceReport = flowCookie(
  'device-report',
  z.union([
    z.object({ token: reportTokenSchema }),
    z.object({ result: z.enum(['email-sent', 'email-failed']) }),
  ]),
  LIFE_S,
)
