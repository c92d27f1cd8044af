import { resolve } from 'node:path'
import { build } from 'vite'
import { LOCAL_PUBLISHABLE_KEY } from '../../utils/env.ts'
import { sessionCookie } from '../../utils/supabase/session-cookies.ts'
import { expect, signIn, test } from '../e2e/fixtures.ts'
import { startApp } from '../support/app.ts'

const root = resolve(import.meta.dirname, '../..')

/** The browser client as one script that puts `createClient` on the page. */
async function bundle(): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env': '{}' },
    build: {
      write: false,
      lib: { entry: resolve(root, 'utils/supabase/client.ts'), formats: ['iife'], name: 'browserClient' },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (!output || !('output' in output)) throw new Error('Nothing was built.')
  return `${output.output[0].code};globalThis.browserClient = browserClient`
}

declare global {
  var browserClient: typeof import('../../utils/supabase/client.ts')
}

const MEMBER = { email: 'example-member@example.com', password: 'example-password' }

test('with SUPABASE_BROWSER_CLIENT on, the browser client and the server share one session', async ({
  page,
  running,
  context,
}) => {
  const { supabaseUrl } = running
  const app = await startApp({
    supabaseUrl,
    publishableKey: LOCAL_PUBLISHABLE_KEY,
    env: { SUPABASE_BROWSER_CLIENT: 'on' },
  })
  const settings = {
    supabaseUrl,
    publishableKey: LOCAL_PUBLISHABLE_KEY,
    cookie: sessionCookie({ supabaseUrl, siteUrl: app.url, browserClient: true }),
  }
  try {
    await page.goto(`${app.url}/`)
    await page.evaluate(await bundle())
    const result = await page.evaluate(
      async ([given, member]) => {
        const client = globalThis.browserClient.createClient(given)
        const same = client === globalThis.browserClient.createClient(given)
        const { error } = await client.auth.signInWithPassword(member)
        return { same, error: error?.message }
      },
      [settings, MEMBER] as const,
    )
    expect(result).toEqual({ same: true, error: undefined })
    await page.goto(`${app.url}/private`)
    await expect(page.getByRole('main').getByText(MEMBER.email)).toBeVisible()

    await context.clearCookies()
    await page.goto(`${app.url}/login`)
    await signIn(page, MEMBER)
    await page.waitForURL(`${app.url}/private`)
    await page.evaluate(await bundle())
    const email = await page.evaluate(async (given) => {
      const { data } = await globalThis.browserClient.createClient(given).auth.getUser()
      return data.user?.email
    }, settings)
    expect(email).toBe(MEMBER.email)
  } finally {
    await app.close()
  }
})

test('without it, no script can read or replace the session', async ({ page, running }) => {
  await page.goto('/login')
  await signIn(page, MEMBER)
  await page.waitForURL('/private')
  const name = sessionCookie({ ...running, siteUrl: running.url, browserClient: false }).name
  const seen = await page.evaluate((cookie) => {
    // biome-ignore lint/suspicious/noDocumentCookie: this is what an injected script would do.
    document.cookie = `${cookie}=planted; path=/`
    return document.cookie
  }, name)
  expect(seen).not.toContain('base64-')
  await page.goto('/private')
  await expect(page.getByRole('main').getByText(MEMBER.email)).toBeVisible()
})
