import { fileURLToPath } from 'node:url'
import { defineConfig, devices } from '@playwright/test'
import { browserExecutable } from './tests/support/ensure-browser.ts'

// The servers that the workers start load the same code over and over.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url))

const executablePath = browserExecutable() ?? undefined
const usesCli = process.env.E2E_BACKEND === 'cli'
/** As for the embedded backend: the Auth server's own templates everywhere. The stack of the CLI sends those that it was started with. */
const onlyDefaultTemplates = process.env.SUPABASE_LOCAL_TEMPLATES === 'default'
/** Tests that need a code, or a link that works in any browser. */
const skipped = onlyDefaultTemplates ? [/@own-templates/] : []
const asRoot = process.getuid?.() === 0

const withoutJavaScript = { ...devices['Desktop Chrome'], javaScriptEnabled: false }
/** Flows through the links of emails, with this project's templates and with the Auth server's default ones. */
const EMAIL_FLOWS = '**/{account-emails,email-sign-in}.spec.ts'
/** Flows beside those that every project has. */
const OTHER_FLOWS =
  '**/{account-password,avatars,back-forward-cache,community,live-updates,lockout,organization-sso,passkeys,session-timeouts,sign-in-methods,sso}.spec.ts'
/** Tests of what a script in the page does. Every other test in tests/e2e also runs without JavaScript. */
const NEEDS_JAVASCRIPT = /@javascript/

export default defineConfig<object, { templates: 'own' | 'default' }>({
  outputDir: 'test-results',
  fullyParallel: true,
  // A bound on a hang, as are the other limits here.
  timeout: 180_000,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  grepInvert: skipped,
  // The stack of the Supabase CLI has one mailbox and one address for the site; the embedded backend is there once a worker.
  workers: usesCli ? 1 : 4,
  reporter: [['list'], ['html', { open: 'never' }]],
  expect: { timeout: 30_000 },
  use: {
    templates: onlyDefaultTemplates ? 'default' : 'own',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        ...(asRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [
    {
      name: 'with JavaScript',
      testDir: 'tests/e2e',
      use: devices['Desktop Chrome'],
      testIgnore: ['**/no-script/**', EMAIL_FLOWS, OTHER_FLOWS],
    },
    {
      name: 'without JavaScript',
      testDir: 'tests/e2e',
      use: withoutJavaScript,
      testMatch: ['**/core-flow.spec.ts', '**/no-script/**'],
      grepInvert: [NEEDS_JAVASCRIPT, ...skipped],
    },
    // npm run test:long: specs that visit every page, the other flows, and all flows without JavaScript and with other email templates.
    {
      name: 'long',
      testDir: 'tests',
      testMatch: ['**/long/**/*.spec.ts', EMAIL_FLOWS],
      use: devices['Desktop Chrome'],
    },
    {
      name: 'long (other flows)',
      testDir: 'tests/e2e',
      testMatch: OTHER_FLOWS,
      use: devices['Desktop Chrome'],
    },
    {
      name: 'long (without JavaScript)',
      testDir: 'tests',
      use: withoutJavaScript,
      testMatch: ['**/e2e/**/*.spec.ts', '**/link-fragment.spec.ts'],
      testIgnore: ['**/core-flow.spec.ts', '**/no-script/**'],
      grepInvert: [NEEDS_JAVASCRIPT, ...skipped],
    },
    ...[true, false].map((javaScriptEnabled) => ({
      name: `long (default templates, ${javaScriptEnabled ? 'with' : 'without'} JavaScript)`,
      testDir: 'tests/e2e',
      use: { ...devices['Desktop Chrome'], javaScriptEnabled, templates: 'default' as const },
      testMatch: EMAIL_FLOWS,
    })),
  ].filter(({ use }) => onlyDefaultTemplates || !usesCli || !('templates' in use)),
})
