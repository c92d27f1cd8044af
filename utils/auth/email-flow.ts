import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { env } from '@/utils/env'
import { flowCookie } from './flow-cookie'
import { safeRedirect } from './safe-redirect'
import { type EmailLink, emailLinkSchema, type MailKind, mailKindSchema } from './schemas'

const DAY_S = 24 * 60 * 60
const LINK_LIFE_S = 10 * 60

/** Marks the browser that asked for a mail: it may follow that mail's link at once. */
const started = flowCookie(
  'email-flow',
  z.object({
    id: z.string(),
    email: z.string(),
    next: z.string(),
    kind: mailKindSchema,
    /** When the last mail left, in milliseconds. */
    sentAt: z.number().optional(),
  }),
  DAY_S,
)

/** A link that waits for its button to be pressed: the token is here instead of in the address bar. */
export const waitingLink = flowCookie('email-link', emailLinkSchema.extend({ next: z.string() }), LINK_LIFE_S)

/**
 * Begins, or goes on with, a flow that sends this browser's owner a mail.
 *
 * @param next where the mail's link leads in the end.
 * @param kind what the mail is for. Its link says so too: that of one kind is not taken for another.
 * @returns the address for the mail's link (`emailRedirectTo`). It holds no `?`: the templates append the one-time token.
 */
export async function startEmailFlow(
  email: string,
  next: string,
  kind: MailKind = 'signup',
): Promise<string> {
  const before = await started.read()
  const id = before?.id ?? randomBytes(16).toString('base64url')
  const sentAt = before?.email === email ? before.sentAt : undefined
  await started.write({ id, email, next, kind, sentAt })
  return `${env().siteUrl}/auth/confirm/${id}.${kind}.${Buffer.from(next).toString('base64url')}`
}

export type EmailFlow = {
  email: string
  next: string
  kind: MailKind
  /** Seconds until another mail may be asked for: the same for every address, known or not. */
  pause: number
}

/** What this browser last asked a mail for, or null. */
export async function emailFlow(): Promise<EmailFlow | null> {
  const flow = await started.read()
  if (!flow) return null
  const { email, next, kind, sentAt = 0 } = flow
  const left = sentAt / 1000 + env().emailPauseSeconds - Date.now() / 1000
  return { email, next, kind, pause: Math.max(0, Math.ceil(left)) }
}

/** Begins the pause before the next mail. */
export async function noteMailSent(): Promise<void> {
  const flow = await started.read()
  if (flow) await started.write({ ...flow, sentAt: Date.now() })
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
 * @returns null when it is cut, damaged, of no known type or of another than it was mailed as. `startedHere`: this browser asked for this very mail.
 */
export async function readEmailLink(query: URLSearchParams, flow?: string): Promise<FollowedLink | null> {
  const link = emailLinkSchema.safeParse({ tokenHash: query.get('token_hash'), type: query.get('type') })
  if (!link.success) return null
  const [id, kind, encodedNext] = flow?.split('.') ?? []
  if (kind && (kind === 'recovery') !== (link.data.type === 'recovery')) return null
  const asked = encodedNext ? Buffer.from(encodedNext, 'base64url').toString() : query.get('next')
  const startedHere = Boolean(id) && (await started.read())?.id === id
  return { ...link.data, next: safeRedirect(asked, env().siteUrl), startedHere }
}
