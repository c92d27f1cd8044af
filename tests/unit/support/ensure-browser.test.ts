import { expect, test } from 'vitest'
import { browserExecutable, ensureBrowser } from '../../support/ensure-browser.ts'

/** A machine on which a browser exists after a command that contains this word has succeeded. */
function machine(helpful: string | null, there = false) {
  const ran: string[] = []
  const said: string[] = []
  let browser = there ? '/usr/bin/chromium' : null
  return {
    ran,
    said,
    find: () => browser,
    run(command: string, parameters: string[]) {
      const line = [command.split('/').at(-1), ...parameters.slice(command === 'sh' ? 3 : 0)].join(' ')
      ran.push(line)
      if (helpful && line.includes(helpful)) browser = '/installed'
      return line.includes('update') || browser !== null
    },
    say: (text: string) => void said.push(text),
  }
}

/** The same, except that commands with this word fail. */
function failing(word: string, run: (command: string, parameters: string[]) => boolean) {
  return (command: string, parameters: string[]) =>
    !parameters.join().includes(word) && run(command, parameters)
}

test('PLAYWRIGHT_CHROMIUM_PATH takes precedence', () => {
  expect(browserExecutable({ PLAYWRIGHT_CHROMIUM_PATH: '/my/browser' })).toBe('/my/browser')
})

test('installs nothing if there is a browser', () => {
  const here = machine(null, true)
  expect(ensureBrowser(here)).toBe('/usr/bin/chromium')
  expect([here.ran, here.said]).toEqual([[], []])
})

test('downloads Playwright’s first, and says so', () => {
  const here = machine('playwright install')
  expect(ensureBrowser(here)).toBe('/installed')
  expect(here.ran).toEqual(['playwright install chromium'])
  expect(here.said).toEqual([expect.stringContaining('Downloading')])
})

test('falls back to the system’s', () => {
  const here = machine('apt-get install')
  expect(ensureBrowser(here)).toBe('/installed')
  expect(here.ran).toEqual([
    'playwright install chromium',
    'sh apt-get update',
    'sh apt-get install -y --no-install-recommends chromium-headless-shell',
  ])
})

test('installs the whole Chromium if the system has no other', () => {
  const here = machine('recommends chromium')
  here.run = failing('headless', here.run)
  expect(ensureBrowser(here)).toBe('/installed')
  expect(here.ran.at(-1)).toBe('sh apt-get install -y --no-install-recommends chromium')
})

test('says what to do if nothing worked', () => {
  expect(() => ensureBrowser(machine(null))).toThrow('PLAYWRIGHT_CHROMIUM_PATH')
})
