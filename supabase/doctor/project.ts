import type { Env } from '../../utils/env.ts'
import { withTimeout } from '../../utils/supabase/with-timeout.ts'
import type { Finding } from './finding.ts'

/** What every check looks at: the application's settings, and the project that they name. */
export type Project = {
  env: Env
  /** The address of a preview deployment, where there is one to look at. */
  previewUrl: string | undefined
  /** The names by which this application is reached, as far as they are known. */
  hosts: string[]
  /** Whether this is a site for others, or someone's own machine. */
  isLive: boolean
  /** Whether these are the settings of a deployed site, and not those of someone who develops against a hosted project. */
  isDeployed: boolean
  ask: (path: string, headers?: Record<string, string>) => Promise<Answer>
  /** Posts JSON. Only for what changes nothing. */
  send: (path: string, content: object) => Promise<Answer>
}

export type Answer = { status: number; headers: Headers; body: unknown }

/** Throws Unreachable where a server gives no answer. */
export type Check = (project: Project) => Promise<Finding[]>

/** A server that gave no answer in time, or none at all. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

const DEADLINE_MS = 8_000

export const isLocal = (url: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)

/** @param source the environment that `env` was read from. */
export function openProject(
  env: Env,
  source: Record<string, string | undefined>,
  previewUrl: string | undefined,
): Project {
  const { supabaseServerUrl, publishableKey } = env
  const preview = previewUrl ?? vercelPreview(source)
  const onVercel = [source.VERCEL_BRANCH_URL, source.VERCEL_URL, source.VERCEL_PROJECT_PRODUCTION_URL]
  return {
    env,
    previewUrl: preview,
    hosts: [env.siteUrl, preview]
      .flatMap((url) => (url ? new URL(url).hostname : []))
      .concat(onVercel.filter((host) => host !== undefined)),
    isLive: source.NODE_ENV === 'production' || !isLocal(env.supabaseUrl),
    isDeployed: source.NODE_ENV === 'production' && !isLocal(env.supabaseUrl),
    ask: (path, headers) =>
      ask(supabaseServerUrl + path, { headers: { apikey: publishableKey, ...headers } }),
    send: (path, content) =>
      ask(supabaseServerUrl + path, {
        method: 'POST',
        headers: { apikey: publishableKey, 'content-type': 'application/json' },
        body: JSON.stringify(content),
      }),
  }
}

function vercelPreview({
  VERCEL_ENV,
  VERCEL_BRANCH_URL,
}: Record<string, string | undefined>): string | undefined {
  return VERCEL_ENV === 'production' || !VERCEL_BRANCH_URL ? undefined : `https://${VERCEL_BRANCH_URL}`
}

/** Follows no redirect. Throws Unreachable. */
async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    return await withTimeout(DEADLINE_MS, read(url, init))
  } catch (cause) {
    throw new Unreachable(`${new URL(url).origin} gave no answer.`, { cause })
  }
}

async function read(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: 'manual' })
  return { status: response.status, headers: response.headers, body: parsed(await response.text()) }
}

/** Not every answer is JSON: a gateway's own page is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
