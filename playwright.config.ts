import { fileURLToPath } from 'node:url'
import { defineConfig, devices } from '@playwright/test'
import { browserExecutable } from './tests/support/ensure-browser.ts'

// The servers that the workers start load the same code over and over.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url))

const executablePath = browserExecutable() ?? undefined
const usesCli = process.env.E2E_BACKEND === 'cli'
const asRoot = process.getuid?.() === 0

export default defineConfig<object, { templates: 'own' | 'default' }>({
  outputDir: 'test-results',
  fullyParallel: true,
  // A bound on a hang, as are the other limits here.
  timeout: 180_000,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // The stack of the Supabase CLI has one mailbox and one address for the site; the embedded backend is there once a worker.
  workers: usesCli ? 1 : 3,
  reporter: [['list'], ['html', { open: 'never' }]],
  expect: { timeout: 30_000 },
  use: {
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
      testIgnore: '**/no-script/**',
    },
    {
      name: 'without JavaScript',
      testDir: 'tests/e2e',
      use: { ...devices['Desktop Chrome'], javaScriptEnabled: false },
      testMatch: [
        '**/main-job.spec.ts',
        '**/ways-in.spec.ts',
        '**/mailed-ways-in.spec.ts',
        '**/link-fragment.spec.ts',
        '**/forgotten-password.spec.ts',
        '**/community.spec.ts',
        '**/notes.spec.ts',
        '**/theme.spec.ts',
        '**/no-script/**',
      ],
    },
    // npm run test:long
    { name: 'long', testDir: 'tests/long', testMatch: '**/*.spec.ts', use: devices['Desktop Chrome'] },
    ...[true, false].map((javaScriptEnabled) => ({
      testDir: 'tests/e2e',
      name: `default templates, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
      use: { ...devices['Desktop Chrome'], javaScriptEnabled, templates: 'default' as const },
      testMatch: '**/mailed-ways-in.spec.ts',
    })),
    // Which templates the stack of the CLI sends is set there, and said here in the same variable as for the embedded backend.
  ].filter(
    ({ use }) => !usesCli || 'templates' in use === (process.env.SUPABASE_LOCAL_TEMPLATES === 'default'),
  ),
})
