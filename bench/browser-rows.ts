import { startBrowser } from '../tests/support/start-browser.ts'
import { coldVisit, fiveTabs, signedInVisit } from './browser.ts'
import { startProxy } from './caching-proxy.ts'
import { type MeasuredApps, PAGE_WITH_DATA } from './measured-apps.ts'
import type { Row } from './table.ts'

/** What a real browser requests and receives, also through a cache, and what that costs the Auth server. */
export async function browserRows({ supabase, bare, ours, peer }: MeasuredApps): Promise<Row[]> {
  const browser = await startBrowser()
  const cache = await startProxy(ours.url)
  try {
    const floor = await coldVisit(browser, `${bare.url}/static`)
    const login = await coldVisit(browser, `${ours.url}/login`)
    const peerLogin = await coldVisit(browser, `${peer.url}/login`)
    await coldVisit(browser, `${cache.url}/login`)
    const cached = await coldVisit(browser, `${cache.url}/login`)

    const fresh = await supabase.cookie('fresh')
    await signedInVisit(browser, ours.url + PAGE_WITH_DATA, fresh)
    await supabase.calls()
    await signedInVisit(browser, ours.url + PAGE_WITH_DATA, fresh)
    const toAuth = (await supabase.calls()).filter((call) => call.includes(' /auth/'))
    await fiveTabs(browser, ours.url + PAGE_WITH_DATA, await supabase.cookie('expired'))
    const refreshes = (await supabase.calls()).filter((call) => call === 'POST /auth/v1/token')

    const scripts = ({ scriptKb }: typeof login) =>
      `${scriptKb.toFixed(1)} kB (${(scriptKb / floor.scriptKb).toFixed(2)} x)`
    return [
      {
        what: 'Login page: JavaScript, gzipped',
        goal: '<= 1.03 x floor',
        floor: `${floor.scriptKb.toFixed(1)} kB`,
        ours: scripts(login),
        peer: scripts(peerLogin),
        met: login.scriptKb <= 1.03 * floor.scriptKb,
      },
      {
        what: 'Login page: requests, cold cache',
        goal: '<= 7, nothing prefetched',
        floor: String(floor.requests),
        ours: `${login.requests}, ${login.prefetched.length} prefetched`,
        peer: `${peerLogin.requests}, ${peerLogin.prefetched.length} prefetched`,
        met: login.requests <= 7 && login.prefetched.length === 0,
      },
      {
        what: 'The same behind a caching proxy: requests that it passes on',
        goal: '',
        floor: '',
        ours: `${cached.requests - cached.fromCache} of ${cached.requests}`,
      },
      {
        what: 'Signed-in page: calls to the Auth server',
        goal: '1',
        floor: '0',
        ours: String(toAuth.length),
        met: toAuth.length === 1,
      },
      {
        what: 'Five parallel pages at token expiry: refreshes',
        goal: '1',
        floor: '',
        ours: String(refreshes.length),
        met: refreshes.length === 1,
      },
    ]
  } finally {
    await browser.close()
    cache.close()
  }
}
