import 'server-only'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'

const DAY_S = 24 * 60 * 60

/**
 * The address that someone has asked in this browser to change to. It is kept here, for every address alike: the Auth server
 * remembers only one that no one has, so what it remembers would tell who has an account.
 */
const asked = flowCookie(
  'email-change',
  z.object({
    userId: z.string(),
    email: z.string(),
    /** When the last emails left, if any did, in milliseconds. */
    sentAt: z.number(),
  }),
  DAY_S,
)

export type PendingEmailChange = {
  email: string
  /** Seconds until more emails may be asked for. */
  pause: number
}

/** The change of address that this person waits for in this browser, or null. One that is complete is none. */
export async function pendingEmailChange(account: {
  id: string
  email: string
}): Promise<PendingEmailChange | null> {
  const found = await asked.read()
  if (!found || found.userId !== account.id || found.email === account.email) return null
  const left = found.sentAt / 1000 + env().emailPauseSeconds - Date.now() / 1000
  return { email: found.email, pause: Math.max(0, Math.ceil(left)) }
}

/** Remembers that the emails of a change were asked for. */
export async function savePendingEmailChange(userId: string, email: string): Promise<void> {
  await asked.write({ userId, email, sentAt: Date.now() })
}

export async function clearPendingEmailChange(): Promise<void> {
  await asked.remove()
}
