import type { Browser, BrowserContext, Page } from '@playwright/test'

export type ColdVisit = {
  requests: number
  /** The transfer size of all scripts, gzipped, in kB of 1000 bytes. */
  scriptKb: number
  /** Responses that a cache between the browser and the server has answered. */
  fromCache: number
  /** Pages that were prefetched. */
  prefetched: string[]
}

/** Opens a page in a browser that has never visited the site, and waits until nothing more is loaded. */
export async function coldVisit(browser: Browser, url: string): Promise<ColdVisit> {
  return await inFreshBrowser(browser, url, undefined, async (page) => {
    const sizes: Promise<number>[] = []
    const prefetched: string[] = []
    let requests = 0
    let fromCache = 0
    page.on('response', (response) => {
      // RFC 9111, 5.1: only a stored response has an age.
      if (response.headers().age !== undefined) fromCache += 1
    })
    page.on('requestfinished', (request) => {
      requests += 1
      if (isPrefetch(request.headers())) prefetched.push(new URL(request.url()).pathname)
      if (request.resourceType() === 'script')
        sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    await touchLinks(page)
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    return { requests, scriptKb: bytes / 1000, fromCache, prefetched }
  })
}

/** Opens a page as a signed-in user and hovers over every link, to trigger every prefetch. */
export async function signedInVisit(browser: Browser, url: string, cookie: { name: string; value: string }) {
  await inFreshBrowser(browser, url, cookie, async (page) => {
    await page.goto(url, { waitUntil: 'networkidle' })
    await touchLinks(page)
  })
}

/** Opens five tabs of one browser at the same time. */
export async function fiveTabs(browser: Browser, url: string, cookie: { name: string; value: string }) {
  await inFreshBrowser(browser, url, cookie, async (first) => {
    const others = await Promise.all([1, 2, 3, 4].map(() => first.context().newPage()))
    const responses = await Promise.all([first, ...others].map((page) => page.goto(url)))
    const statuses = responses.map((response) => response?.status())
    if (statuses.some((status) => status !== 200)) throw new Error(`${url} answered ${statuses.join(', ')}.`)
  })
}

const isPrefetch = (headers: Record<string, string>) =>
  Boolean(headers['next-router-prefetch'] ?? headers['next-router-segment-prefetch'] ?? headers.rsc)

async function touchLinks(page: Page): Promise<void> {
  for (const link of await page.getByRole('link').all())
    if ((await link.isVisible()) && (await link.getAttribute('class'))?.includes('sr-only') !== true)
      await link.hover()
  await page.waitForLoadState('networkidle')
}

async function inFreshBrowser<T>(
  browser: Browser,
  url: string,
  cookie: { name: string; value: string } | undefined,
  visit: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext()
  if (cookie) await context.addCookies([{ ...cookie, url }])
  try {
    return await visit(await context.newPage(), context)
  } finally {
    await context.close()
  }
}
