import { resolve } from 'node:path'
import { build } from 'vite'
import { LOCAL_PUBLISHABLE_KEY } from '../../utils/env.ts'
import { expect, test } from './fixtures.ts'

const root = resolve(import.meta.dirname, '../..')

/** The browser client's own source as one script that puts `createClient` on the page. */
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

test('the browser client is one object, and the server reads the session that it writes', async ({
  page,
  running,
  context,
}) => {
  await page.goto('/')
  await page.evaluate(await bundle())
  const settings = {
    supabaseUrl: running.supabaseUrl,
    publishableKey: LOCAL_PUBLISHABLE_KEY,
    cookie: { name: 'sb-127-auth-token', secure: false },
  }
  const result = await page.evaluate(async (given) => {
    const client = globalThis.browserClient.createClient(given)
    const same = client === globalThis.browserClient.createClient(given)
    const { error } = await client.auth.signInWithPassword({
      email: 'example-member@example.com',
      password: 'example-password',
    })
    return { same, error: error?.message }
  }, settings)
  expect(result).toEqual({ same: true, error: undefined })

  const cookies = await context.cookies()
  expect(cookies.filter(({ name }) => name.startsWith('sb-127-auth-token')).length).toBeGreaterThan(0)
  await page.goto('/private')
  await expect(page.getByRole('main').getByText('example-member@example.com')).toBeVisible()
})
