import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { env } from '@/utils/env'
import { flowCookie } from './flow-cookie'
import { safeRedirect } from './safe-redirect'
import { type EmailLink, emailLinkSchema } from './schemas'

const DAY_S = 24 * 60 * 60
const LINK_LIFE_S = 10 * 60

/** Marks the browser that asked for a mail: it may follow that mail's link at once. */
const started = flowCookie(
  'email-flow',
  z.object({ id: z.string(), email: z.string(), next: z.string() }),
  DAY_S,
)

/** A link that waits for its button to be pressed: the token is here instead of in the address bar. */
export const waitingLink = flowCookie('email-link', emailLinkSchema.extend({ next: z.string() }), LINK_LIFE_S)

/**
 * Begins, or goes on with, a flow that sends this browser's owner a mail.
 *
 * @param next where the mail's link leads in the end.
 * @returns the address for the mail's link (`emailRedirectTo`). It holds no `?`: the templates append the one-time token.
 */
export async function startEmailFlow(email: string, next: string): Promise<string> {
  const id = (await started.read())?.id ?? randomBytes(16).toString('base64url')
  await started.write({ id, email, next })
  return `${env().siteUrl}/auth/confirm/${id}.${Buffer.from(next).toString('base64url')}`
}

/** The address that this browser last asked a mail for and where that leads, or null. */
export async function emailFlow(): Promise<{ email: string; next: string } | null> {
  return await started.read()
}

export async function endEmailFlow(): Promise<void> {
  await started.remove()
  await waitingLink.remove()
}

export type FollowedLink = EmailLink & { next: string; startedHere: boolean }

/**
 * Reads a mail's link.
 *
 * @param query its query; of a repeated parameter the first counts.
 * @param flow the end of its path, where startEmailFlow put one.
 * @returns null when it is cut, damaged or of no known type. `startedHere`: this browser asked for this very mail.
 */
export async function readEmailLink(query: URLSearchParams, flow?: string): Promise<FollowedLink | null> {
  const link = emailLinkSchema.safeParse({ tokenHash: query.get('token_hash'), type: query.get('type') })
  if (!link.success) return null
  const [id, encodedNext] = flow?.split('.') ?? []
  const asked = encodedNext ? Buffer.from(encodedNext, 'base64url').toString() : query.get('next')
  const startedHere = Boolean(id) && (await started.read())?.id === id
  return { ...link.data, next: safeRedirect(asked, env().siteUrl), startedHere }
}
