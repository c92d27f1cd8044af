/** The normalized form in which a new password is checked and stored, independent of the keyboard (NIST SP 800-63B-4, 3.1.1.2). */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}

/**
 * The forms in which a password may have been stored, most likely first: normalized, as typed, or composed by another
 * application. Most passwords have one form.
 */
export function passwordVariants(password: string): string[] {
  return [...new Set([normalizePassword(password), password, password.normalize('NFC')])]
}
