import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import {
  authCodeSchema,
  type EmailKind,
  type EmailLink,
  emailKindSchema,
  emailLinkSchema,
  type LinkKind,
  linkKindSchema,
} from '@/utils/auth/schemas'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'
import { safeRedirect } from '@/utils/request/safe-redirect'

const DAY_S = 24 * 60 * 60
const LINK_LIFE_S = 10 * 60

/** Marks the browser that asked for an email: it may follow that mail's link at once. */
const started = flowCookie(
  'email-flow',
  z.object({
    id: z.string(),
    email: z.string(),
    next: z.string(),
    kind: linkKindSchema,
    /** When the last email left, in milliseconds. */
    sentAt: z.number().optional(),
    /** Until when the account's pace allows no other, in milliseconds. */
    pacedUntil: z.number().optional(),
  }),
  DAY_S,
)

const waiting = {
  next: z.string(),
  /** Whose account the link opens, where this browser asked for its email. */
  email: z.string().optional(),
}

/** A link that waits for its button to be pressed: the token is here instead of in the address bar. */
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
 * Begins, or goes on with, a flow that sends this browser's owner an email.
 *
 * @param next where the email's link leads in the end.
 * @param kind what the email is for. Its link says so too: that of one kind is not taken for another.
 * @returns the address for the email's link (`emailRedirectTo`). It holds no `?`: the templates append the one-time token.
 */
export async function startEmailFlow(
  email: string,
  next: string,
  kind: LinkKind = 'signup',
): Promise<string> {
  const before = await started.read()
  // A flow is of one address: its id in a link tells whose account that opens.
  const same = before?.email === email ? before : undefined
  const id = same?.id ?? randomBytes(16).toString('base64url')
  await started.write({ id, email, next, kind, sentAt: same?.sentAt })
  return `${env().siteUrl}/auth/confirm/${id}.${kind}.${Buffer.from(next).toString('base64url')}`
}

export type EmailFlow = {
  email: string
  next: string
  kind: EmailKind
  /** Seconds until another email may be asked for: the same for every address, known or not. */
  pause: number
  /** No email left at the last request: one had a moment before, whichever client requested it. */
  paced: boolean
}

/** What this browser last asked an email for while signed out, or null. */
export async function currentEmailFlow(): Promise<EmailFlow | null> {
  const flow = await started.read()
  const kind = emailKindSchema.safeParse(flow?.kind).data
  if (!flow || !kind) return null
  const { email, next, sentAt = 0, pacedUntil = 0 } = flow
  const until = Math.max(sentAt + env().emailPauseSeconds * 1000, pacedUntil)
  const pause = Math.max(0, Math.ceil((until - Date.now()) / 1000))
  return { email, next, kind, pause, paced: pacedUntil > Date.now() }
}

/** Begins the pause before the next mail. */
export async function recordEmailSent(): Promise<void> {
  const flow = await started.read()
  if (flow) await started.write({ ...flow, sentAt: Date.now() })
}

/** Says that no email left, because one had a moment before, and when another can. */
export async function recordEmailDelayed(waitS: number): Promise<void> {
  const flow = await started.read()
  if (flow) await started.write({ ...flow, pacedUntil: Date.now() + waitS * 1000 })
}

export async function endEmailFlow(): Promise<void> {
  await started.remove()
  await pendingLink.remove()
}

export type LinkFlow = {
  /** What the email was for; undefined for one that this application has not asked for. */
  kind: LinkKind | undefined
  /** Where its link leads in the end. */
  next: string
  /** The address that this browser asked for this very email for, if it was this browser. */
  email: string | undefined
}

/**
 * Tells which flow a link belongs to.
 *
 * @param path the end of its path, where startEmailFlow put one. Without it, the flow is the one that this browser began last:
 *   the Auth server leads to the site's own address when it does not allow the one that was asked for.
 * @param asked where it leads, where its path does not say.
 */
export async function findLinkFlow(path: string | undefined, asked: string | null): Promise<LinkFlow> {
  const { siteUrl } = env()
  const own = await started.read()
  if (path === undefined)
    return { kind: own?.kind, next: safeRedirect(asked ?? own?.next, siteUrl), email: undefined }

  const [id, kind, encodedNext] = path.split('.')
  const next = encodedNext ? Buffer.from(encodedNext, 'base64url').toString() : asked
  return {
    kind: linkKindSchema.safeParse(kind).data,
    next: safeRedirect(next, siteUrl),
    email: id && own?.id === id ? own.email : undefined,
  }
}

/**
 * Reads the one-time token of an email's link.
 *
 * @param query its query; of a repeated parameter the first counts.
 * @returns null when it is cut, damaged, of no known type or of another than it was emailed as.
 */
export function parseEmailLink(query: URLSearchParams, { kind }: LinkFlow): EmailLink | null {
  const link = emailLinkSchema.safeParse({ tokenHash: query.get('token_hash'), type: query.get('type') })
  if (!link.success) return null
  return kind && (kind === 'recovery') !== (link.data.type === 'recovery') ? null : link.data
}
