/** A key that bypasses row level security: a secret key, or a JWT whose role is not the one that everyone has. */
const SECRET_KEY = /sb_secret_/
const JWT = /eyJ[\w-]+\.([\w-]+)\.[\w-]+/g

/**
 * Finds the variable that hands such a key to every browser: Next puts the values of `NEXT_PUBLIC_*` into the pages.
 *
 * @returns its name, or undefined when there is none.
 */
export function findExposedSecret(source: Record<string, string | undefined>): string | undefined {
  return Object.keys(source).find(
    (name) => name.startsWith('NEXT_PUBLIC_') && bypassesRowLevelSecurity(source[name] ?? ''),
  )
}

/** Whether a text holds a secret key or a JWT of a privileged role. */
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
