/** The one form in which a new password is checked and stored, on whatever keyboard it is typed (NIST SP 800-63B-4, 3.1.1.2). */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}

/**
 * The forms in which a password may have been stored, likeliest first: normalized, or as it was typed or composed by whatever
 * stored it before. Most passwords have one.
 */
export function passwordVariants(password: string): string[] {
  return [...new Set([normalizePassword(password), password, password.normalize('NFC')])]
}
