import 'server-only'
import { z } from 'zod'
import { env } from '@/utils/env'
import { type BreakerState, getBreaker, type Upstream } from './breaker'
import { NO_CLIENT } from './client-info'
import { createSupabaseFetch } from './fetch'
import { singleFlight } from './single-flight'

/** Together less than 2 s, in which a caller learns about an outage. */
const DEADLINE_MS = 1200
const CACHE_MS = 500

export type Readiness = { ready: boolean; auth: UpstreamState; data: UpstreamState }

type UpstreamState = { status: 'ok' | 'unavailable'; breaker: BreakerState }

/** Both requests are cheap and need no session. The second one also needs PostgreSQL. */
const CHECKS: Record<Upstream, { path: string; body: z.ZodType }> = {
  auth: { path: '/auth/v1/health', body: z.object({ name: z.string() }) },
  data: { path: '/rest/v1/rpc/applied_migrations', body: z.array(z.string()).nullable() },
}

const checkOnce = singleFlight<boolean>(CACHE_MS)

/**
 * Whether the Auth server and the database respond. The checks share the circuit breakers of all requests, so they also detect a
 * recovery. Simultaneous callers share one check, and a positive result is cached briefly.
 */
export async function readiness(): Promise<Readiness> {
  const [auth, data] = await Promise.all([stateOf('auth'), stateOf('data')])
  return { ready: auth.status === 'ok' && data.status === 'ok', auth, data }
}

async function stateOf(upstream: Upstream): Promise<UpstreamState> {
  const breaker = getBreaker(upstream)
  const isReachable = await checkOnce(
    `${upstream} ${breaker.state}`,
    () => responds(upstream),
    (well) => well,
  ).result
  const { state } = breaker
  return { status: isReachable && state === 'closed' ? 'ok' : 'unavailable', breaker: state }
}

async function responds(upstream: Upstream): Promise<boolean> {
  const { supabaseServerUrl, publishableKey } = env()
  const { path, body: expected } = CHECKS[upstream]
  const { fetch } = createSupabaseFetch({ refresh: false, deadlineMs: DEADLINE_MS, clientInfo: NO_CLIENT })
  const response = await fetch(supabaseServerUrl + path, { headers: { apikey: publishableKey } })
  const body: unknown = await response.json().catch(() => undefined)
  return response.ok && expected.safeParse(body).success
}
