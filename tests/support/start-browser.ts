import { type Browser, chromium } from '@playwright/test'
import { browserExecutable } from './ensure-browser.ts'

/** Starts the browser that the tests use. Throws an Error if there is none. */
export async function startBrowser(parameters: string[] = []): Promise<Browser> {
  const executablePath = browserExecutable()
  if (!executablePath) throw new Error('There is no browser. `npm run test:e2e` installs one.')
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return await chromium.launch({ executablePath, args: [...asRoot, ...parameters] })
}
