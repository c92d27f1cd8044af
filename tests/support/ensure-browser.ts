import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { aptInstall, type Run } from './apt.ts'

const DOWNLOAD_MS = 180_000

/** Headless Chromium takes two thirds of the CPU time. */
const PACKAGES = ['chromium-headless-shell', 'chromium']

/**
 * Finds the browser for the browser tests: the one in PLAYWRIGHT_CHROMIUM_PATH, else Playwright's, else the system's Chromium or
 * Chrome.
 * @returns the path of the first that starts, or null.
 */
export function browserExecutable(env: { [name: string]: string | undefined } = process.env): string | null {
  if (env.PLAYWRIGHT_CHROMIUM_PATH) return env.PLAYWRIGHT_CHROMIUM_PATH
  const ofSystem = [...PACKAGES, 'google-chrome'].map((name) => `/usr/bin/${name}`)
  return [chromium.executablePath(), ...ofSystem].find(starts) ?? null
}

/** A browser whose system libraries are missing exists but does not start. */
function starts(path: string): boolean {
  return existsSync(path) && spawnSync(path, ['--version'], { timeout: 10_000 }).status === 0
}

/** How to install; tests replace it. */
export interface Machine {
  find(): string | null
  run: Run
  say(text: string): void
}

/**
 * Installs a browser if there is none: Playwright's, or Debian's if that cannot be downloaded.
 * @returns the browser's path. Throws an Error that says what to do if neither worked.
 */
export function ensureBrowser({ find, run, say }: Machine): string {
  const own = () => {
    say("No browser found. Downloading Playwright's Chromium …")
    return run(resolve(projectRoot, 'node_modules/.bin/playwright'), ['install', 'chromium'], DOWNLOAD_MS)
  }
  const debian = () => {
    say("That did not give a browser that starts. Installing the system's chromium with apt-get …")
    return PACKAGES.some((name) => aptInstall(run, name))
  }
  let browser = find()
  for (const install of [own, debian]) {
    if (browser) return browser
    install()
    browser = find()
  }
  if (browser) return browser
  throw new Error(
    'No browser could be installed. Install Chromium or Chrome and name it in PLAYWRIGHT_CHROMIUM_PATH.',
  )
}

if (import.meta.main) {
  try {
    const path = ensureBrowser({
      find: browserExecutable,
      run: (command, parameters, timeout) =>
        spawnSync(command, parameters, { timeout, stdio: 'inherit' }).status === 0,
      say: console.info,
    })
    console.info(`Browser: ${path}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
