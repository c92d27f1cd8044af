/** A key that bypasses row level security: a secret key, or a JWT whose role is not the one that everyone has. */
const SECRET_KEY = /sb_secret_/
const JWT = /eyJ[\w-]+\.([\w-]+)\.[\w-]+/g

/**
 * Finds the variable that exposes such a key to browsers: Next.js includes the values of `NEXT_PUBLIC_*` in the pages.
 *
 * @returns its name, or undefined if there is none.
 */
export function findExposedSecret(source: Record<string, string | undefined>): string | undefined {
  return Object.keys(source).find(
    (name) => name.startsWith('NEXT_PUBLIC_') && bypassesRowLevelSecurity(source[name] ?? ''),
  )
}

/** Whether a text contains a secret key or a JWT with a privileged role. */
export function bypassesRowLevelSecurity(text: string): boolean {
  return (
    SECRET_KEY.test(text) || [...text.matchAll(JWT)].some(([, payload = '']) => isPrivileged(roleOf(payload)))
  )
}

const isPrivileged = (role: unknown) => role !== undefined && role !== 'anon' && role !== 'authenticated'

function roleOf(payload: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return typeof claims === 'object' && claims !== null && 'role' in claims ? claims.role : undefined
  } catch {
    return undefined
  }
}
