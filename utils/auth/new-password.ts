import 'server-only'
import { isBreachedPassword } from './breached-password'
import commonPasswords from './common-passwords.json'
import { PASSWORD_RULES } from './password-policy'

/**
 * Passwords of eight characters and more that people choose most often, in small letters: from the frequency lists of zxcvbn
 * 4.4.2 (MIT License, Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc.).
 */
const COMMON = new Set(commonPasswords)

/**
 * Decides whether a password may be chosen: the whole policy, checked where it counts (OWASP ASVS 5.0, 6.2).
 *
 * @param ownWords the owner's email address, the product's name.
 * @returns what is wrong with it, for the field; null when nothing is.
 */
export async function refusePassword(password: string, ownWords: string[]): Promise<string | null> {
  const broken = PASSWORD_RULES.find((rule) => !rule.kept(password, ownWords))
  if (broken) return broken.refusal
  if (COMMON.has(password.toLowerCase()))
    return 'Many people use this password, so it is tried first. Choose another.'
  if (await isBreachedPassword(password))
    return 'This password is known from a leak at another site. Choose another, and change it wherever you use it.'
  return null
}
