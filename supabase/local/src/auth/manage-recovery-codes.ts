import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { checkNewFactor } from './check-new-factor.ts'
import { lowerSessions } from './factor-session.ts'
import { notifyOwner } from './notify-owner.ts'
import { hasOtherUsableFactor } from './other-usable-factor.ts'
import { readBody } from './read-body.ts'
import { findRecoveryCodes, loadRecoveryCodes, replaceCodes } from './recovery-code-set.ts'
import type { Endpoint, RequestContext } from './request-context.ts'
import { requireUser, type Session } from './require-user.ts'

const Body = z.object({ friendly_name: z.string().default('') })

/** `GET /factors/recovery-codes`. How many codes are left. Throws 404 mfa_factor_not_found. */
export const recoveryCodesStatus: Endpoint = async (context) => {
  const { user } = await requireUser(context)
  const { factor, total, remaining } = await loadRecoveryCodes(context, user.id)
  return Response.json({ id: factor.id, type: 'recovery_code', total, remaining })
}

/**
 * `POST /factors/recovery-codes`. Creates ten codes, which only this response contains. Throws as checkNewFactor does, 403
 * insufficient_aal, 422 mfa_recovery_codes_enroll_not_enabled, 422 mfa_verified_factor_exists, 422 mfa_recovery_codes_sole_factor.
 */
export const generateRecoveryCodes: Endpoint = async (context) => {
  const { sql } = context
  const { user, session } = await requireUser(context)
  checkEnrollment(context)
  const name = readBody(context, Body).friendly_name || 'Recovery codes'
  checkAal2(session, 'generate')
  if (await findRecoveryCodes(sql, user.id)) {
    const message = 'Recovery codes are already enrolled for this user, use regenerate to rotate them'
    throw new AuthError(422, 'mfa_verified_factor_exists', message)
  }
  const factors = await checkNewFactor(context, user, session, name)
  if (!hasOtherUsableFactor(context, factors)) {
    const message = 'At least one other verified factor is required to generate recovery codes'
    throw new AuthError(422, 'mfa_recovery_codes_sole_factor', message)
  }

  const [id, setId] = [randomUUID(), randomUUID()]
  await sql(
    `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
     values ($1, $2, $3, 'recovery_code', 'verified', clock_timestamp(), clock_timestamp())`,
    [id, user.id, name],
  )
  await sql('insert into auth.mfa_recovery_code_sets (id, user_id, mfa_factor_id) values ($1, $2, $3)', [
    setId,
    user.id,
    id,
  ])
  const codes = await replaceCodes(sql, setId)
  await audit(context, user, 'recovery_codes_generated', { factor_id: id, count: codes.length })
  await notifyOwner(context, user, 'mfa_factor_enrolled', 'recovery_code')
  return codesResponse(id, name, codes)
}

/**
 * `POST /factors/recovery-codes/regenerate`. Replaces the codes, used or not, and ends a lock. Throws 403 insufficient_aal, 404
 * mfa_factor_not_found, 422 mfa_recovery_codes_enroll_not_enabled.
 */
export const regenerateRecoveryCodes: Endpoint = async (context) => {
  const { user, session } = await requireUser(context)
  checkEnrollment(context)
  checkAal2(session, 'regenerate')
  const { id, factor } = await loadRecoveryCodes(context, user.id)
  const codes = await replaceCodes(context.sql, id)
  await audit(context, user, 'recovery_codes_regenerated', { factor_id: factor.id, count: codes.length })
  return codesResponse(factor.id, factor.friendly_name ?? '', codes)
}

/**
 * `DELETE /factors/recovery-codes`. Removes the codes; sessions that one of them raised become aal1. Throws 403 insufficient_aal, 404
 * mfa_factor_not_found.
 */
export const deleteRecoveryCodes: Endpoint = async (context) => {
  const { user, session } = await requireUser(context)
  checkAal2(session, 'delete')
  const { factor } = await loadRecoveryCodes(context, user.id)
  await context.sql('delete from auth.mfa_factors where id = $1', [factor.id])
  await audit(context, user, 'recovery_codes_deleted', { factor_id: factor.id })
  await lowerSessions(context.sql, factor)
  await notifyOwner(context, user, 'mfa_factor_unenrolled', factor.factor_type)
  return Response.json({ id: factor.id })
}

function checkEnrollment({ settings }: RequestContext): void {
  if (!settings.mfa.recovery_codes) {
    const message = 'MFA enroll is disabled for recovery codes'
    throw new AuthError(422, 'mfa_recovery_codes_enroll_not_enabled', message)
  }
}

function checkAal2({ aal }: Session, action: string): void {
  if (aal !== 'aal2')
    throw new AuthError(403, 'insufficient_aal', `AAL2 required to ${action} recovery codes`)
}

function codesResponse(id: string, friendly_name: string, codes: string[]): Response {
  return Response.json({ id, type: 'recovery_code', friendly_name, total: codes.length, codes })
}
