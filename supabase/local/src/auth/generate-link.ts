import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { audit, serviceRole } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { createInvitedUser } from './create-invited-user.ts'
import { parseEmailAddress } from './email-address.ts'
import { createToken } from './email-token.ts'
import { findEmailOwner } from './find-email-owner.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { checkPassword, hashPassword } from './password.ts'
import { readBody } from './read-body.ts'
import { getRedirectTarget, isAllowedRedirect } from './redirect-target.ts'
import type { RequestContext } from './request-context.ts'
import { requireAdmin } from './require-admin.ts'
import { toUserJson } from './user-json.ts'
import { findUser, type UserRow, updateUser } from './user-row.ts'

const Body = z.object({
  type: z.string().default(''),
  email: z.string().default(''),
  new_email: z.string().default(''),
  password: z.string().default(''),
  data: z.record(z.string(), z.unknown()).nullish(),
  redirect_to: z.string().default(''),
})

type LinkRequest = z.infer<typeof Body>

/**
 * `POST /admin/generate_link`, with the secret key. Creates the content of an email and returns it instead of sending it.
 * Throws 400 validation_failed, 404 user_not_found, 422 email_exists.
 */
export async function generateLink(context: RequestContext): Promise<Response> {
  await requireAdmin(context)
  const body = readBody(context, Body)
  const email = parseEmailAddress(body.email)
  const existing = await findUser(context.sql, 'email', email)
  const type = body.type === 'magiclink' && !existing ? 'signup' : body.type
  const make = makers[type]
  if (!make) throw invalid(`Invalid email action link type requested: ${type}`)
  const password = body.type === type ? body.password : randomBytes(48).toString('base64url')
  const { code, hash } = createToken(context, email, false)
  const linkRequest = { ...body, email, password, code, hash }
  const made = await make(context, linkRequest, existing)

  const target = isAllowedRedirect(body.redirect_to, context.settings)
    ? body.redirect_to
    : getRedirectTarget(context)
  const linkType = type.startsWith('email_change') ? 'email_change' : type
  const redirectTo = /[&=#]/.test(target) ? encodeURIComponent(target) : target
  return Response.json({
    ...(await toUserJson(context.sql, made.user)),
    action_link: `${context.issuer}/verify?token=${made.hash}&type=${linkType}&redirect_to=${redirectTo}`,
    email_otp: code,
    hashed_token: hash,
    verification_type: type,
    redirect_to: target,
  })
}

interface Made {
  user: UserRow
  /** The hash in the link. */
  hash: string
}

type Maker = (
  context: RequestContext,
  linkRequest: LinkRequest & { code: string; hash: string },
  existing: UserRow | undefined,
) => Promise<Made>

const makeRecovery: Maker = async (context, { hash }, existing) => {
  const user = mustExist(existing)
  await audit(context, user, 'user_recovery_requested')
  return {
    hash,
    user: await updateUser(context.sql, user.id, { recovery_token: hash, recovery_sent_at: now() }),
  }
}

const makeSignUp: Maker = async (context, { email, password, data, hash }, existing) => {
  mustNotBeConfirmed(existing)
  if (!existing && password === '') throw invalid('Signup requires a valid password')
  if (!existing) checkPassword(context, password)
  const user = existing
    ? await updateUser(context.sql, existing.id, {
        raw_user_meta_data: mergeMetadata(existing.raw_user_meta_data, data ?? {}),
      })
    : await createInvitedUser(context, email, data ?? {}, await hashPassword(context.sql, password))
  const confirmation = { confirmation_token: hash, confirmation_sent_at: now() }
  return { hash, user: await updateUser(context.sql, user.id, confirmation) }
}

const makeInvite: Maker = async (context, { email, data, hash }, existing) => {
  mustNotBeConfirmed(existing)
  const user = existing ?? (await createInvitedUser(context, email, data ?? {}))
  await audit(context, serviceRole, 'user_invited', { user_id: user.id, user_email: user.email })
  const invitation = { confirmation_token: hash, confirmation_sent_at: now(), invited_at: now() }
  return { hash, user: await updateUser(context.sql, user.id, invitation) }
}

const makeEmailChange =
  (side: 'current' | 'new'): Maker =>
  async (context, { new_email, code, hash }, existing) => {
    const user = mustExist(existing)
    const email_change = parseEmailAddress(new_email)
    if (await findEmailOwner(context.sql, email_change, user)) throw exists()
    const linked = side === 'new' ? createToken(context, email_change, false, code).hash : hash
    const change = {
      email_change,
      email_change_sent_at: now(),
      email_change_confirm_status: 0,
      [`email_change_token_${side}`]: linked,
    }
    return { hash: linked, user: await updateUser(context.sql, user.id, change) }
  }

const makers: Record<string, Maker | undefined> = {
  magiclink: makeRecovery,
  recovery: makeRecovery,
  signup: makeSignUp,
  invite: makeInvite,
  email_change_current: makeEmailChange('current'),
  email_change_new: makeEmailChange('new'),
}

function mustExist(user: UserRow | undefined): UserRow {
  if (!user) throw new AuthError(404, 'user_not_found', 'User with this email not found')
  return user
}

function mustNotBeConfirmed(user: UserRow | undefined): void {
  if (user?.confirmed_at) throw exists()
}

function exists(): AuthError {
  return new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
}

function now(): string {
  return new Date().toISOString()
}
