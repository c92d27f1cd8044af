import 'server-only'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { deriveKeys } from '@/utils/cookies/derive-keys'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { env } from '@/utils/env'

const DAY_S = 24 * 60 * 60

/** The token of an invitation: 256 bits in base64url. The database has its hash. */
export const invitationTokenSchema = z.string().regex(/^[\w-]{43}$/)

/** What only the email of an invitation contains: a MAC of the token and the address, in base64url. */
export const invitationProofSchema = z.string().regex(/^[\w-]{43}$/)

/** The proof from the email's link, which is stored here instead of in the address bar. */
export const invitationProof = flowCookie(
  'invitation',
  z.object({ token: invitationTokenSchema, proof: invitationProofSchema }),
  DAY_S,
)

export function createInvitationToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The path of the page of an invitation. Its token alone signs no one in: only the owner of the address can accept. */
export function invitationPath(token: string): string {
  return `/invitations/${token}`
}

/** The link in the email, whose proof shows that its reader receives the emails to the address. No one else gets it. */
export function invitationEmailLink(token: string, email: string): string {
  const [proof = ''] = proofsOf(token, email)
  return `${env().siteUrl}/auth/invitation?${new URLSearchParams({ token, proof })}`
}

/** Whether this browser has opened the email of an invitation to an address. */
export async function hasInvitationProof(token: string, email: string): Promise<boolean> {
  const stored = await invitationProof.read()
  return (
    stored?.token === token &&
    proofsOf(token, email).some((proof) => timingSafeEqual(Buffer.from(proof), Buffer.from(stored.proof)))
  )
}

function proofsOf(token: string, email: string): string[] {
  return deriveKeys('invitation').map((key) =>
    createHmac('sha256', key)
      .update(JSON.stringify([token, email]))
      .digest('base64url'),
  )
}
