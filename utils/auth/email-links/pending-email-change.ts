import 'server-only'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'

const DAY_S = 24 * 60 * 60

/**
 * The new address of an email change requested in this browser. It is stored here, because the Auth server stores only an address
 * without an account, which would reveal the others.
 */
const emailChangeCookie = flowCookie(
  'email-change',
  z.object({
    userId: z.string(),
    email: z.string(),
    /** When the last emails were sent, if any, in milliseconds since 1970. */
    sentAt: z.number(),
  }),
  DAY_S,
)

export type PendingEmailChange = {
  email: string
  /** Seconds until more emails can be requested. */
  cooldownS: number
}

/** The user's pending email change in this browser; null if there is none or it is complete. */
export async function pendingEmailChange(account: {
  id: string
  email: string
}): Promise<PendingEmailChange | null> {
  const found = await emailChangeCookie.read()
  if (!found || found.userId !== account.id || found.email === account.email) return null
  const left = found.sentAt / 1000 + env().emailCooldownSeconds - Date.now() / 1000
  return { email: found.email, cooldownS: Math.max(0, Math.ceil(left)) }
}

/** Records that the emails of a change were requested. */
export async function savePendingEmailChange(userId: string, email: string): Promise<void> {
  await emailChangeCookie.write({ userId, email, sentAt: Date.now() })
}

export async function clearPendingEmailChange(): Promise<void> {
  await emailChangeCookie.remove()
}
