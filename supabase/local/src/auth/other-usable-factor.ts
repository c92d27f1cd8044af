import type { FactorRow } from './factor-row.ts'
import type { RequestContext } from './request-context.ts'

/**
 * Whether a user has a verified factor besides recovery codes that works at a sign-in.
 * @param factors of the user.
 * @param except the id of a factor that does not count.
 */
export function hasOtherUsableFactor(
  { settings }: RequestContext,
  factors: FactorRow[],
  except?: string,
): boolean {
  return factors.some(
    ({ id, status, factor_type }) =>
      id !== except && status === 'verified' && factor_type === 'totp' && settings.mfa.totp.verify_enabled,
  )
}
