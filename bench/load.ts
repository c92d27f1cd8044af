import autocannon from 'autocannon'
import type { Server } from './server.ts'

const CONNECTIONS = 10
const WARM_UP_S = 5
const SLICE_S = 2
const TIMEOUT_S = 30
const ROUNDS = 6

/** A page of a running app; `cookies` are those of its users, used in turn. */
export type Target = { server: Server; path: string; cookies?: string[] }

export type Share = {
  /** Requests per second of the page and of the floor. */
  rate: number
  floorRate: number
  /** The page's rate as a share of the floor's. */
  share: number
  /** The floor's CPU time per request as a share of the page's: it depends less on the load of the machine. */
  cpuShare: number
  /** The time within which 99% of the requests ended, in milliseconds, of the page and of the floor. */
  p99: number
  floorP99: number
}

export type Load = {
  /** Requests per second. */
  rate: number
  cpuMs: number
  p99: number
  /** Requests without a response, and responses that are not 2xx. */
  failed: number
}

/** Requests one page continuously, from a separate thread. */
export async function load(
  { server, path, cookies = [] }: Target,
  seconds: number,
  connections = CONNECTIONS,
): Promise<Load> {
  const requests = cookies.map((cookie) => ({ headers: { accept: 'text/html', cookie } }))
  const before = server.cpuMs()
  const result = await autocannon({
    url: server.url + path,
    connections,
    duration: seconds,
    workers: 1,
    timeout: TIMEOUT_S,
    ...(requests.length > 0 && { requests }),
  })
  const { non2xx, errors } = result
  return {
    rate: result.requests.total / result.duration,
    cpuMs: (server.cpuMs() - before) / result.requests.total,
    p99: result.latency.p99,
    failed: non2xx + errors,
  }
}

async function loadWithoutFailure(target: Target, seconds: number): Promise<Load> {
  const result = await load(target, seconds)
  if (result.failed > 0) throw new Error(`${target.path}: ${result.failed} requests failed.`)
  return result
}

/**
 * Compares pages with the floor: in each round, each page is loaded for two seconds right after the floor, so that the load of the
 * machine affects both. Each share is the median of its rounds.
 */
export async function shares<Name extends string>(
  floor: Target,
  pages: Record<Name, Target>,
): Promise<Record<Name, Share>> {
  const names = Object.keys(pages) as Name[]
  for (const target of [floor, ...names.map((name) => pages[name])])
    await loadWithoutFailure(target, WARM_UP_S)

  type Pair = { ours: Load; floor: Load }
  const rounds: Pair[][] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const pairs: Pair[] = []
    for (const name of names)
      pairs.push({
        floor: await loadWithoutFailure(floor, SLICE_S),
        ours: await loadWithoutFailure(pages[name], SLICE_S),
      })
    rounds.push(pairs)
  }
  const entries = names.map((name, column) => {
    const middle = (value: (pair: Pair) => number) =>
      median(rounds.flatMap((pairs) => pairs[column] ?? []).map(value))
    const share: Share = {
      rate: middle(({ ours }) => ours.rate),
      floorRate: middle(({ floor }) => floor.rate),
      share: middle(({ ours, floor }) => ours.rate / floor.rate),
      cpuShare: middle(({ ours, floor }) => floor.cpuMs / ours.cpuMs),
      p99: middle(({ ours }) => ours.p99),
      floorP99: middle(({ floor }) => floor.p99),
    }
    return [name, share] as const
  })
  return Object.fromEntries(entries) as Record<Name, Share>
}

/** The median time to the last byte in milliseconds, of the page and of the floor, requested in turn. */
export async function timesToLastByte(floor: Target, page: Target, times: number) {
  const taken = { floor: [] as number[], page: [] as number[] }
  for (let n = 0; n < times; n += 1) {
    taken.floor.push(await timeToLastByte(floor))
    taken.page.push(await timeToLastByte(page))
  }
  return { floor: median(taken.floor), page: median(taken.page) }
}

async function timeToLastByte({ server, path, cookies: [cookie] = [] }: Target): Promise<number> {
  const start = performance.now()
  const response = await fetch(server.url + path, { headers: cookie ? { cookie } : {}, redirect: 'manual' })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`)
  return performance.now() - start
}

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const [low, high] = sorted.length % 2 === 1 ? [half, half] : [half - 1, half]
  return ((sorted[low] ?? Number.NaN) + (sorted[high] ?? Number.NaN)) / 2
}
