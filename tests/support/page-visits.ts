import { isMonitoringPath } from '@/utils/auth/routes'
import { allAddresses, allForms, type Visit } from './addresses-and-forms.ts'
import { BrowserJar } from './browser-jar.ts'
import { ADMIN, type Stack } from './stack.ts'
import { HANG_MS } from './timeouts.ts'

/** Excluded, as are the monitoring paths: tests request these separately. */
export const SIGN_OUT = '/auth/signout'
const OWN_ID = '10000000-0000-4000-8000-000000000003'
const AT_A_TIME = 25

/** Every path, and every form that an admin or a signed-out user sees. Inserts the note that is requested. */
export async function allPageVisits(stack: Stack, admin: BrowserJar): Promise<Visit[]> {
  const [note] = await stack.backend.sql<{ id: number }>(
    `insert into public.notes (user_id, note) values ($1, 'a note') returning id`,
    [OWN_ID],
  )
  const addresses = allAddresses({ 'notes/[id]': String(note?.id) }).filter(
    ({ path }) => !isMonitoringPath(path),
  )
  const pages = addresses.filter(({ kind }) => kind === 'page')
  const forms = await allForms(pages, [admin, new BrowserJar(stack.app.url)])
  return [...addresses, ...forms.filter(({ path }) => path !== SIGN_OUT)]
}

export type PageResult = { visit: Visit; response: Response; text: string; ms: number; jar: BrowserJar }

/** Sends one request with a copy of a browser, so that its cookies stay unchanged. */
export async function visitPage(browser: BrowserJar, visit: Visit): Promise<PageResult> {
  const jar = browser.copy()
  const start = performance.now()
  const response = await jar.fetch(visit.path, visit.init())
  const text = await response.text()
  return { visit, response, text, ms: performance.now() - start, jar }
}

/** The same for many requests, as many at a time as a busy browser sends. */
export async function visitAll(browser: BrowserJar, wanted: Visit[]): Promise<PageResult[]> {
  const left = [...wanted.entries()]
  const results: PageResult[] = []
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift())
      results[next[0]] = await visitPage(browser, next[1])
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return results
}

/** A request for one path, a GET by default. */
export const page = (path: string, init: RequestInit = {}): Visit => ({
  kind: 'page',
  name: path,
  path,
  fields: [],
  init: () => init,
})

export const goesToLogin = ({ response }: PageResult) =>
  (response.headers.get('location') ?? '').includes('/login')
export const names = (results: PageResult[]) =>
  results.map(({ visit, response }) => `${visit.name}: ${response.status}`)

/** Waits until a browser is signed in again. @returns the milliseconds. Throws if that does not happen. */
export async function isSignedInAgain(jar: BrowserJar): Promise<number> {
  const start = performance.now()
  while (performance.now() - start < HANG_MS) {
    const response = await jar.fetch('/private')
    if (response.status === 200 && (await response.text()).includes(ADMIN.email))
      return performance.now() - start
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Not signed in after the recovery.')
}

/**
 * Waits until the app reports that it is not ready: /api/ready reuses a successful check for half a second.
 * @returns that response. Throws if it does not come.
 */
export async function waitUntilNotReady(browser: BrowserJar): Promise<PageResult> {
  const start = performance.now()
  while (performance.now() - start < HANG_MS) {
    const ready = await visitPage(browser, page('/api/ready'))
    if (ready.response.status !== 200) return ready
  }
  throw new Error('/api/ready still returns 200.')
}
