import { defineConfig } from 'vitest/config'
import config from '../../vitest.config.ts'

/** A process reads its settings once: these set the same ones, and that one others. */
const IN_REQUESTS = 'tests/unit/request/*.test.ts'
const NEW_PASSWORD = 'tests/unit/auth/new-password.test.ts'

/** The unit tests of what decides, as many as can in one worker. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    setupFiles: ['next/dist/server/node-environment-baseline'],
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'decisions',
          include: ['tests/unit/{api,audit,auth,supabase}/**/*.test.ts', 'tests/unit/*.test.ts'],
          exclude: [
            IN_REQUESTS,
            NEW_PASSWORD,
            // They wait, or read the source as text.
            'tests/unit/auth/{breached-password,even-time}.test.ts',
            'tests/unit/supabase/{breaker,door,mail-templates,single-flight,time-left}.test.ts',
            'tests/unit/{csp-reports,dependencies,docs,guards-everywhere,pages,properties,rules,security-table,server-modules,variables}.test.ts',
          ],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'requests', include: [IN_REQUESTS], isolate: false } },
      { extends: true, test: { name: 'new-password', include: [NEW_PASSWORD] } },
    ],
  },
})
