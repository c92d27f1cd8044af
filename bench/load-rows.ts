import { type Load, load, type Share, shares, type Target, timesToLastByte } from './load.ts'
import type { MeasuredApps } from './measured-apps.ts'
import type { Row } from './table.ts'

const AUTH_DELAY_MS = 20
const MANY_CONNECTIONS = 1000

/** How long one page takes while nothing else is requested. */
export async function latencyRows({ supabase, pages, signedOut }: MeasuredApps): Promise<Row[]> {
  const { floor, staticFloor, signedIn } = pages
  const rows: Row[] = []
  for (const delay of [0, AUTH_DELAY_MS]) {
    await timesToLastByte(floor, signedIn, 20)
    await supabase.delay(delay)
    const { floor: least, page } = await timesToLastByte(floor, signedIn, 60)
    const most = delay + 2 * least
    rows.push({
      what: `Signed-in page${delay ? `, Auth calls ${delay} ms slower` : ''}: median time to the last byte`,
      goal: delay ? `<= ${delay} ms + 2 x floor` : '',
      floor: `${least.toFixed(1)} ms`,
      ours: `${page.toFixed(1)} ms${delay ? ` (of ${most.toFixed(1)})` : ''}`,
      ...(delay && { met: page <= most }),
    })
  }
  await supabase.delay(0)

  for (const [name, page] of Object.entries(signedOut)) {
    await timesToLastByte(staticFloor, page, 20)
    const { floor: least, page: taken } = await timesToLastByte(staticFloor, page, 100)
    rows.push({
      what: `${name}, signed out: median time to the last byte`,
      goal: '<= 1.3 x prerendered floor',
      floor: `${least.toFixed(1)} ms`,
      ours: `${taken.toFixed(1)} ms (${(taken / least).toFixed(2)} x)`,
      met: taken <= 1.3 * least,
    })
  }
  return rows
}

/** What pages cost under load, and the memory that takes. */
export async function throughputRows({ bare, ours, peer, pages, signedOut }: MeasuredApps): Promise<Row[]> {
  const { floor, staticFloor, signedIn, withData, peerLogin, peerSignedIn } = pages
  const prerendered = await shares(staticFloor, { ...signedOut, peer: peerLogin })
  const dynamic = await shares(floor, { signedIn, withData, peer: peerSignedIn })
  const memory = [bare, ours, peer].map((server) => server.peakMemory())
  const [least = Number.NaN, most = Number.NaN, usual = Number.NaN] = memory
  const megabytes = (amount: number) => `${amount.toFixed(0)} MB (${(amount / least).toFixed(2)} x)`
  return [
    ...shareRows('Login page, signed out', 0.75, prerendered['Login page'], prerendered.peer),
    ...shareRows('Home page, signed out', 0.75, prerendered['Home page']),
    ...shareRows('Signed-in page', 0.75, dynamic.signedIn, dynamic.peer),
    ...shareRows('Signed-in page with two data calls', 0.55, dynamic.withData),
    {
      what: 'Peak memory under that load',
      goal: '<= 1.25 x floor',
      floor: `${least.toFixed(0)} MB`,
      ours: megabytes(most),
      peer: megabytes(usual),
      met: most <= 1.25 * least,
    },
  ]
}

function shareRows(what: string, goal: number, share: Share, peer?: Share): Row[] {
  const asText = ({ cpuShare, share, rate }: Share) =>
    `${cpuShare.toFixed(2)} (${share.toFixed(2)} of the requests per second: ${rate.toFixed(0)})`
  const p99 = (ms: number) => `${ms.toFixed(0)} ms`
  return [
    {
      what: `${what}: share of the floor by CPU time`,
      goal: `>= ${goal}`,
      floor: `1 (${share.floorRate.toFixed(0)} per second)`,
      ours: asText(share),
      ...(peer && { peer: asText(peer) }),
      met: share.cpuShare >= goal,
    },
    {
      what: `${what}: p99 with ten connections`,
      goal: '',
      floor: p99(share.floorP99),
      ours: p99(share.p99),
      ...(peer && { peer: p99(peer.p99) }),
    },
  ]
}

/** The same pages with more connections than the server can serve at once: what is late, and what fails. */
export async function manyConnectionsRows({ pages, signedOut }: MeasuredApps): Promise<Row[]> {
  const { floor, staticFloor, signedIn, peerLogin, peerSignedIn } = pages
  const row = async (
    what: string,
    seconds: number,
    floor: Target,
    ours: Target,
    peer: Target,
  ): Promise<Row> => {
    const measure = (target: Target) => load(target, seconds, MANY_CONNECTIONS)
    const least = await measure(floor)
    const asText = ({ cpuMs, p99, failed }: Load) =>
      `${(least.cpuMs / cpuMs).toFixed(2)}, p99 ${p99.toFixed(0)} ms, ${failed} failed`
    return {
      what: `${what}, 1,000 connections: share by CPU time, p99, failed requests`,
      goal: '',
      floor: asText(least),
      ours: asText(await measure(ours)),
      peer: asText(await measure(peer)),
    }
  }
  return [
    await row('Login page, signed out', 4, staticFloor, signedOut['Login page'], peerLogin),
    // Longer than the 1,000 first responses take together.
    await row('Signed-in page', 15, floor, signedIn, peerSignedIn),
  ]
}
