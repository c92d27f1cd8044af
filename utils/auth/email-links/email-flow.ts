import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'
import { safeRedirect } from '@/utils/request/safe-redirect'
import {
  authCodeSchema,
  type EmailKind,
  type EmailLink,
  emailKindSchema,
  emailLinkSchema,
  type LinkKind,
  linkKindSchema,
} from './schemas'

const DAY_S = 24 * 60 * 60
const LINK_LIFE_S = 10 * 60

/** Marks the browser that requested an email: it can open the email's link without a confirmation. */
const started = flowCookie(
  'email-flow',
  z.object({
    id: z.string(),
    email: z.string(),
    next: z.string(),
    kind: linkKindSchema,
    /** When the last email was sent, in milliseconds since 1970. */
    sentAt: z.number().optional(),
    /** When the limiter allows the next email, in milliseconds since 1970. */
    delayedUntil: z.number().optional(),
  }),
  DAY_S,
)

const waiting = {
  next: z.string(),
  /** The email address of the link, if this browser requested the email. */
  email: z.string().optional(),
}

/** A link that waits for confirmation: the token is stored here instead of in the address bar. */
export const pendingLink = flowCookie(
  'email-link',
  z.union([
    emailLinkSchema.extend({ ...waiting }),
    z.object({ code: authCodeSchema, kind: linkKindSchema.optional(), ...waiting }),
  ]),
  LINK_LIFE_S,
)

export type PendingLink = NonNullable<Awaited<ReturnType<typeof pendingLink.read>>>

/**
 * Starts or continues a flow that emails the user of this browser.
 *
 * @param next where the email's link finally leads.
 * @param kind the purpose of the email, which its link contains: a link of one kind is not accepted as another.
 * @returns the URL for the email's link (`emailRedirectTo`). It has no query: the templates append the one-time token.
 */
export async function startEmailFlow(
  email: string,
  next: string,
  kind: LinkKind = 'signup',
): Promise<string> {
  const before = await started.read()
  // A flow belongs to one email address: its ID in a link identifies the account.
  const same = before?.email === email ? before : undefined
  const id = same?.id ?? randomBytes(16).toString('base64url')
  await started.write({ id, email, next, kind, sentAt: same?.sentAt })
  return `${env().siteUrl}/auth/confirm/${id}.${kind}.${Buffer.from(next).toString('base64url')}`
}

export type EmailFlow = {
  email: string
  next: string
  kind: EmailKind
  /** Seconds until another email can be requested: the same for every address, known or not. */
  cooldownS: number
  /** No email was sent for the last request: one was sent a moment before, whichever client requested it. */
  isDelayed: boolean
}

/** The last email that this browser requested while signed out, or null. */
export async function currentEmailFlow(): Promise<EmailFlow | null> {
  const flow = await started.read()
  const kind = emailKindSchema.safeParse(flow?.kind).data
  if (!flow || !kind) return null
  const { email, next, sentAt = 0, delayedUntil = 0 } = flow
  const until = Math.max(sentAt + env().emailCooldownSeconds * 1000, delayedUntil)
  const cooldownS = Math.max(0, Math.ceil((until - Date.now()) / 1000))
  return { email, next, kind, cooldownS, isDelayed: delayedUntil > Date.now() }
}

/** Starts the cooldown before the next email. */
export async function recordEmailSent(): Promise<void> {
  const flow = await started.read()
  if (flow) await started.write({ ...flow, sentAt: Date.now() })
}

/** Records that no email was sent, because one was sent a moment before, and when the next one can be. */
export async function recordEmailDelayed(waitS: number): Promise<void> {
  const flow = await started.read()
  if (flow) await started.write({ ...flow, delayedUntil: Date.now() + waitS * 1000 })
}

export async function endEmailFlow(): Promise<void> {
  await started.remove()
  await pendingLink.remove()
}

export type LinkFlow = {
  /** The purpose of the email; undefined for one that this application has not requested. */
  kind: LinkKind | undefined
  /** Where its link finally leads. */
  next: string
  /** The email address, if this browser requested this email. */
  email: string | undefined
}

/**
 * Finds the flow of a link.
 *
 * @param path the last segment of its path, as startEmailFlow has set it. Without it, the browser's last flow is used: the Auth
 *   server redirects to the site URL if the requested URL is not allowed.
 * @param fallback where it leads if the path does not say so.
 */
export async function findLinkFlow(path: string | undefined, fallback: string | null): Promise<LinkFlow> {
  const { siteUrl } = env()
  const own = await started.read()
  if (path === undefined)
    return { kind: own?.kind, next: safeRedirect(fallback ?? own?.next, siteUrl), email: undefined }

  const [id, kind, encodedNext] = path.split('.')
  const next = encodedNext ? Buffer.from(encodedNext, 'base64url').toString() : fallback
  return {
    kind: linkKindSchema.safeParse(kind).data,
    next: safeRedirect(next, siteUrl),
    email: id && own?.id === id ? own.email : undefined,
  }
}

/**
 * Reads the one-time token of an email's link.
 *
 * @param query its query; of a repeated parameter, the first value counts.
 * @returns null if it is truncated, malformed, or of an unknown or unexpected type.
 */
export function parseEmailLink(query: URLSearchParams, { kind }: LinkFlow): EmailLink | null {
  const link = emailLinkSchema.safeParse({ tokenHash: query.get('token_hash'), type: query.get('type') })
  if (!link.success) return null
  return kind && (kind === 'recovery') !== (link.data.type === 'recovery') ? null : link.data
}
