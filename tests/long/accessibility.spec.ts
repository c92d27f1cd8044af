import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { test as base, expect } from '../e2e/fixtures.ts'
import { BrowserSessions } from '../support/browser-sessions.ts'
import { isAddressOf, PAGE_STATES, type PageState } from '../support/page-states.ts'
import { narrowFields } from './narrow-fields.ts'
import { smallTargets } from './small-targets.ts'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const SMALL = { width: 360, height: 740 }

const test = base.extend<object, { browsers: BrowserSessions }>({
  browsers: [({ browser, running }, use) => use(new BrowserSessions(browser, running)), { scope: 'worker' }],
})

// For the page state with the warning before a time-out. Without limits in the database nothing times out.
test.use({ settings: { SESSION_TIMEOUTS: 'on' } })

/** What axe finds: https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md */
async function findings(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .withTags(STANDARD)
    .analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

/** Checks a page on a wide screen in the light theme, then on a small one in the dark theme. Layout and theme are independent. */
async function look(page: Page, { file, name }: PageState) {
  const soft = expect.configure({ soft: true })
  if (file.endsWith('/page.tsx')) soft(isAddressOf(file, page.url()), `${name}: ${page.url()}`).toBe(true)
  await soft(page.getByRole('heading', { level: 1 }), name).toHaveCount(1)
  soft(await findings(page), `${name}, wide and light`).toEqual([])

  await page.setViewportSize(SMALL)
  await page.emulateMedia({ colorScheme: 'dark' })
  soft(await findings(page), `${name}, small and dark`).toEqual([])
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  soft(width, `${name}: the width of the page`).toBeLessThanOrEqual(SMALL.width)
  soft(await smallTargets(page), `${name}: what is too small to press`).toEqual([])
  soft(await narrowFields(page), `${name}: fields that are too narrow`).toEqual([])
}

const WALKS = {
  'signed out': PAGE_STATES.filter(({ role }) => role === 'guest'),
  'signed in': PAGE_STATES.filter(({ role }) => role !== 'guest'),
}

for (const [group, states] of Object.entries(WALKS)) {
  test(`every page, ${group}, is accessible`, async ({ running, browsers }) => {
    test.setTimeout(1_200_000)
    for (const state of states)
      await test.step(state.name, async () => {
        const context = await browsers.browserOf(state.role, { reducedMotion: 'reduce', hasTouch: true })
        const page = await context.newPage()
        await state.open(page, running)
        await look(page, state)
        await context.close()
      })
  })
}
