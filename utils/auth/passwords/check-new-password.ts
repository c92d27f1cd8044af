import 'server-only'
import { isBreachedPassword } from './breached-password'
import { HARD_TO_GUESS, PASSWORD_RULES } from './password-policy'

/**
 * Checks a new password against the whole policy, on the server (OWASP ASVS 5.0, 6.2).
 *
 * @param ownWords the owner's email address and name, the product's name.
 * @returns the error for the field; null if there is none.
 */
export async function checkNewPassword(password: string, ownWords: string[]): Promise<string | null> {
  const broken = PASSWORD_RULES.find((rule) => !rule.isMet(password, ownWords))
  if (broken) return broken.errorText
  const { isGuessable } = await import('./password-strength')
  if (isGuessable(password, ownWords)) return HARD_TO_GUESS.errorText
  if (await isBreachedPassword(password))
    return 'This password was exposed in a data breach at another site. Choose a different one, and change it wherever you use it.'
  return null
}
