import { defineConfig } from 'vitest/config'

// npm test in this folder. The project's own configuration runs the same files: tests/unit with `npm test`, tests/long with
// `npm run test:long`.
export default defineConfig({
  // The timeouts catch a hang: a busy machine takes ten times as long as an idle one.
  test: { include: ['tests/**/*.test.ts'], maxWorkers: 3, testTimeout: 300_000, hookTimeout: 300_000 },
})
