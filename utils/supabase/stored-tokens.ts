import { combineChunks } from '@supabase/ssr'
import { z } from 'zod'

const storedTokensSchema = z
  .object({
    access_token: z.string(),
    refresh_token: z.string().min(1),
    expires_at: z.number().optional().catch(undefined),
  })
  .transform(({ access_token, refresh_token, expires_at }) => ({
    accessToken: access_token,
    refreshToken: refresh_token,
    /** When the access token expires, in seconds since 1970. */
    expiresAt: expires_at,
  }))

/** The unverified tokens of a session cookie. Only for calls to the Auth server, which verifies them. */
export type StoredTokens = z.infer<typeof storedTokensSchema>

/**
 * Reads the tokens in a request's session cookie.
 *
 * @returns null if the cookie cannot be decoded or lacks a token.
 */
export async function storedTokens(
  cookies: { name: string; value: string }[],
  sessionName: string,
): Promise<StoredTokens | null> {
  const chunk = (name: string) => cookies.find((cookie) => cookie.name === name)?.value
  const stored = (await combineChunks(sessionName, chunk)) ?? ''
  try {
    const session: unknown = JSON.parse(
      stored.startsWith('base64-')
        ? Buffer.from(stored.slice('base64-'.length), 'base64url').toString()
        : stored,
    )
    return storedTokensSchema.safeParse(session).data ?? null
  } catch {
    return null
  }
}
