import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { BrowserSessions } from '../support/browser-sessions.ts'
import { PAGE_STATES, type PageState } from '../support/page-states.ts'
import { startStack } from '../support/stack.ts'
import { startBrowser } from '../support/start-browser.ts'

// npm run screenshots: every page in every state, light and dark, small and wide, of the last production build.

const SIZES = { wide: { width: 1280, height: 800 }, small: { width: 360, height: 740 } }
const THEMES = ['light', 'dark'] as const
const FOLDER = join(projectRoot, 'screenshots')

/** Screenshots that are part of the project: the first screen of a page at this size, in the light theme. */
const PROJECT_SCREENSHOTS: { state: string; file: string; size: { width: number; height: number } }[] = [
  { state: 'home', file: 'docs/home-light.png', size: SIZES.wide },
  { state: 'sessions', file: 'docs/sessions-light.png', size: SIZES.wide },
  { state: 'home', file: 'public/og.png', size: { width: 1200, height: 630 } },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !PAGE_STATES.some((state) => state.name === name))
if (unknown.length > 0) {
  const names = PAGE_STATES.map(({ name }) => name).join(', ')
  console.error(`There is no picture called ${unknown.join(', ')}. There are: ${names}`)
  process.exit(1)
}

mkdirSync(FOLDER, { recursive: true })
const stack = await startStack({ SESSION_TIMEOUTS: 'on' }, { anonymousSignIns: true })
const browser = await startBrowser()
try {
  const site = { url: stack.app.url, proxy: stack.proxy, mailbox: stack.mailbox, sql: stack.backend.sql }
  const browsers = new BrowserSessions(browser, site)
  for (const state of PAGE_STATES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const context = await browsers.browserOf(state.role, { reducedMotion: 'reduce' })
    const page = await context.newPage()
    await state.open(page, site)
    await picture(page, state)
    await context.close()
    console.info(state.name)
  }
} finally {
  await browser.close()
  await stack.close()
}
if (wanted.length === 0) await import('./walk.ts')

/** Takes all screenshots of a page without opening it again, which would change it. */
async function picture(page: Page, { name }: PageState): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      await page.screenshot({ path: join(FOLDER, `${name}-${size}-${theme}.png`), fullPage: true })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  for (const { file, size } of PROJECT_SCREENSHOTS.filter(({ state }) => state === name)) {
    await page.setViewportSize(size)
    await page.screenshot({ path: join(projectRoot, file) })
  }
}
