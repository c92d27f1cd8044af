import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { emailedLink, NEWCOMER } from '../support/browser-sessions.ts'
import { startStack } from '../support/stack.ts'
import { startBrowser } from '../support/start-browser.ts'

// npm run screenshots: the animated walk in the README, from sign-up to sessions, through the last production build.

const FILE = join(projectRoot, 'docs/walk.webp')
const SIZE = { width: 1120, height: 720 }
const STEP_MS = 1600
const LAST_STEP_MS = 3000

const stack = await startStack()
const browser = await startBrowser()
const frames: Buffer[] = []
try {
  const context = await browser.newContext({
    baseURL: stack.app.url,
    viewport: SIZE,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const frame = async () => frames.push(await page.screenshot())

  await page.goto('/')
  await frame()
  await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click()
  await page.getByRole('heading', { name: 'Create your account' }).waitFor()
  await frame()
  const { name, email, password } = NEWCOMER
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('checkbox', { name: /terms/ }).check()
  await frame()
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('/check-email')
  await frame()

  const { html } = await stack.mailbox.latest({ to: email })
  const link = await emailedLink(stack.mailbox, email)
  const inbox = await context.newPage()
  await inbox.setContent(html)
  frames.push(await inbox.screenshot())
  await inbox.close()

  await page.goto(link)
  await page.waitForURL('/private')
  await frame()
  await page.getByLabel('New note').fill('Return the library books before Friday.')
  await frame()
  await page.getByRole('main').getByRole('button', { name: /note/i }).first().click()
  await page.getByRole('main').getByRole('status').first().waitFor()
  await frame()
  await page.goto('/account')
  await frame()
  await page.goto('/account/sessions')
  await frame()
} finally {
  await browser.close()
  await stack.close()
}

const delay = frames.map((_, index) => (index === frames.length - 1 ? LAST_STEP_MS : STEP_MS))
const picture = await sharp(frames, { join: { animated: true } })
  .webp({ lossless: true, effort: 6, delay, loop: 0 })
  .toBuffer()
writeFileSync(FILE, picture)
console.info(`${FILE}: ${frames.length} steps, ${Math.round(picture.length / 1024)} kB`)
