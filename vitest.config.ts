import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const alias = {
  '@': fileURLToPath(new URL('.', import.meta.url)),
  // As on the server, where Next resolves it so.
  'next/navigation': 'next/dist/client/components/navigation.react-server.js',
}

// The workers, and the servers that they start, load the same code over and over.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url))

/** What sends hundreds of requests at a time: alone, when all else is done. */
const ALONE = ['tests/long/overload.test.ts']
// Bounds on a hang: a machine that is busy with something else takes ten times as long as an idle one.
const PATIENT = { testTimeout: 300_000, hookTimeout: 300_000 }

export default defineConfig({
  resolve: { alias },
  // As on the server: `server-only` is empty there.
  ssr: { resolve: { conditions: ['react-server', 'module', 'node', 'development|production'] } },
  test: {
    execArgv: ['--conditions=react-server'],
    // What a test is about it looks at itself; see tests/support/stack.ts for the applications that tests start.
    env: { LOG_LEVEL: 'silent' },
    // A condition that is waited for: the pause between two looks, and a bound on a hang.
    expect: { poll: { interval: 50, timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'supabase/local/tests/unit/**/*.test.ts'],
          // Where Next keeps a request: tests/support/next-request.ts.
          setupFiles: ['next/dist/server/node-environment-baseline'],
          maxWorkers: 2,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'db', include: ['tests/db/**/*.test.ts'], maxWorkers: 2, ...PATIENT },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          // Most of their time they wait for answers that are held back on purpose.
          maxWorkers: 5,
          // Each file starts what it needs and ends it; to load the same code for each was a third of the time.
          isolate: false,
          ...PATIENT,
        },
      },
      // npm run test:long: every page, form and action with everything that can go wrong.
      {
        extends: true,
        test: {
          name: 'long',
          include: ['tests/long/**/*.test.ts', 'supabase/local/tests/long/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 3,
          isolate: false,
          ...PATIENT,
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 }, ...PATIENT },
      },
      // npm run test:cli: on the PostgreSQL of `npx supabase start`, for what takes two connections.
      { extends: true, test: { name: 'cli', include: ['tests/cli/**/*.test.ts'], testTimeout: 60_000 } },
      // npm run test:recipes: each of its builds takes as long as all unit tests.
      {
        extends: true,
        test: {
          name: 'recipes',
          include: ['tests/recipes/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
