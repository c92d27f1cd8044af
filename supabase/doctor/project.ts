import type { Env } from '../../utils/env.ts'
import { withTimeout } from '../../utils/supabase/with-timeout.ts'
import type { Finding } from './finding.ts'

/** What each check examines: the app’s settings and the project that they configure. */
export type Project = {
  env: Env
  /** The URL of a preview deployment, if there is one to check. */
  previewUrl: string | undefined
  /** The known host names of this app. */
  hosts: string[]
  /** Whether the rules for a live site apply: in production, or with a hosted project. */
  isLive: boolean
  /** Whether these are the settings of a deployed site. They are not if someone develops against a hosted project. */
  isDeployed: boolean
  get: (path: string, headers?: Record<string, string>) => Promise<ServerResponse>
  /** Posts JSON. Only for requests that change nothing. */
  post: (path: string, content: object) => Promise<ServerResponse>
}

export type ServerResponse = { status: number; headers: Headers; body: unknown }

/** Throws UnreachableError if a server does not respond. */
export type Check = (project: Project) => Promise<Finding[]>

/** A server did not respond, or not in time. */
export class UnreachableError extends Error {
  override name = 'UnreachableError'
}

const TIMEOUT_MS = 8_000

export const isLocal = (url: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)

/** @param source the environment that `env` was read from. */
export function openProject(
  env: Env,
  source: Record<string, string | undefined>,
  previewUrl: string | undefined,
): Project {
  const { supabaseServerUrl, publishableKey } = env
  const preview = previewUrl ?? vercelPreviewUrl(source)
  const vercelHosts = [source.VERCEL_BRANCH_URL, source.VERCEL_URL, source.VERCEL_PROJECT_PRODUCTION_URL]
  return {
    env,
    previewUrl: preview,
    hosts: [env.siteUrl, preview]
      .flatMap((url) => (url ? new URL(url).hostname : []))
      .concat(vercelHosts.filter((host) => host !== undefined)),
    isLive: source.NODE_ENV === 'production' || !isLocal(env.supabaseUrl),
    isDeployed: source.NODE_ENV === 'production' && !isLocal(env.supabaseUrl),
    get: (path, headers) =>
      request(supabaseServerUrl + path, { headers: { apikey: publishableKey, ...headers } }),
    post: (path, content) =>
      request(supabaseServerUrl + path, {
        method: 'POST',
        headers: { apikey: publishableKey, 'content-type': 'application/json' },
        body: JSON.stringify(content),
      }),
  }
}

function vercelPreviewUrl({
  VERCEL_ENV,
  VERCEL_BRANCH_URL,
}: Record<string, string | undefined>): string | undefined {
  return VERCEL_ENV === 'production' || !VERCEL_BRANCH_URL ? undefined : `https://${VERCEL_BRANCH_URL}`
}

/** Does not follow redirects. Throws UnreachableError. */
async function request(url: string, init: RequestInit): Promise<ServerResponse> {
  try {
    return await withTimeout(TIMEOUT_MS, fetchResponse(url, init))
  } catch (cause) {
    throw new UnreachableError(`${new URL(url).origin} did not respond.`, { cause })
  }
}

async function fetchResponse(url: string, init: RequestInit): Promise<ServerResponse> {
  const response = await fetch(url, { ...init, redirect: 'manual' })
  return { status: response.status, headers: response.headers, body: parseJson(await response.text()) }
}

/** @returns undefined if the text is not JSON, such as the error page of a gateway. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
