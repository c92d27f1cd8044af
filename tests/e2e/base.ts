import { type BrowserContext, test as base, type Response } from '@playwright/test'
import { hydrated } from '../support/hydrated.ts'

export { expect } from '@playwright/test'

/**
 * Playwright's test, in which `goto`, `reload`, and `goBack` end when React has hydrated the page. `goBack` also waits for that before it
 * leaves a page: as React hydrates it, Next replaces its history entry, which Playwright takes for the navigation.
 */
export const test = base.extend<object, object>({
  browser: [
    async ({ browser }, use) => {
      const newContext = browser.newContext.bind(browser)
      browser.newContext = async (options) => waitInPages(await newContext(options))
      await use(browser)
      browser.newContext = newContext
    },
    { scope: 'worker' },
  ],
})

function waitInPages(context: BrowserContext): BrowserContext {
  const newPage = context.newPage.bind(context)
  context.newPage = async () => {
    const page = await newPage()
    const { goto, reload, goBack } = page
    const thenHydrated = async (navigation: Promise<Response | null>) => {
      const response = await navigation
      await hydrated(page)
      return response
    }
    page.goto = (...given) => thenHydrated(goto.apply(page, given))
    page.reload = (...given) => thenHydrated(reload.apply(page, given))
    page.goBack = async (...given) => {
      await hydrated(page)
      return thenHydrated(goBack.apply(page, given))
    }
    return page
  }
  return context
}
