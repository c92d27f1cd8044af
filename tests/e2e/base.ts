import { type BrowserContext, test as base } from '@playwright/test'
import { hydrated } from '../support/hydrated.ts'

export { expect } from '@playwright/test'

/** Playwright's test, in which a navigation ends when React has hydrated the page. */
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
    const goto = page.goto.bind(page)
    page.goto = async (...given) => {
      const response = await goto(...given)
      await hydrated(page)
      return response
    }
    return page
  }
  return context
}
