import 'server-only'
import type { UserIdentity } from '@supabase/supabase-js'
import { isProvider, type Provider } from '@/utils/auth/oauth/providers'
import { env } from '@/utils/env'
import { UpstreamError, upstreamReporter } from '@/utils/log/upstream-failure'
import { MAX_PICTURE_BYTES } from './limits'

const DEADLINE_MS = 5000

/** Where an identity provider serves a user's picture. */
export type ProviderPicture = { provider: Provider; url: string }

/**
 * The pictures of a user's connected accounts. The addresses come from the provider, not from the user, and only those at
 * PICTURE_ORIGINS count, so that this server requests nothing else (OWASP ASVS 5.0, 1.3.6).
 */
export function providerPictures(identities: UserIdentity[]): ProviderPicture[] {
  return identities.flatMap(({ provider, identity_data }) => {
    const url = URL.parse(String(identity_data?.avatar_url ?? ''))
    const isKnown = isProvider(provider) && url !== null && env().pictureOrigins.includes(url.origin)
    return isKnown ? [{ provider, url: url.href }] : []
  })
}

/**
 * Downloads a picture from a provider.
 *
 * @returns null if it cannot be had within five seconds, is larger than an upload may be, or is redirected.
 */
export async function fetchProviderPicture({ url }: ProviderPicture): Promise<Uint8Array | null> {
  // The path identifies the user.
  const call = { upstream: 'provider-picture', url: new URL(url).origin, since: performance.now() } as const
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
      cache: 'no-store',
    })
    if (!response.ok) throw new UpstreamError('status', response.status)
    return await readAtMost(response, MAX_PICTURE_BYTES)
  } catch (error) {
    upstreamReporter({})(call, error)
    return null
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new UpstreamError('unclear')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
