import type { PartialStrykerOptions } from '@stryker-mutator/api/core'

/**
 * npm run test:mutation: changes what decides, one mistake at a time, and looks whether a unit test notices.
 *
 * In `mutate` is what opens or refuses something by itself. What asks Supabase or Redis and hands the answer on is left to the
 * tests against the built application.
 */
export default {
  mutate: [
    // Who is there, and where they may go.
    'utils/auth/{guards,session-state,verified-sessions,middleware-decision,routes,outcome}.ts',
    'utils/auth/{form-permission,recent-login,signed-in-at,same-origin,prefetch,safe-redirect}.ts',
    'utils/supabase/{refresh-session,session-cookies,published-keys,plain-headers,visitor,auth-failure}.ts',
    'utils/api/{bearer,caller}.ts',
    // What an email, a provider or a cookie of ours is worth.
    'utils/auth/{email-flow,link-problem,oauth-problem,opens-recovery,recovery-session,signup-ownership}.ts',
    'utils/auth/{seal,flow-cookie,flow-cookie-name}.ts',
    // Which passwords are taken.
    'utils/auth/{password-policy,password-strength,normalize-password,new-password,breached-password}.ts',
    // What comes in, and what every answer says.
    'utils/{client-address,request-refusal,plain-request,security-headers}.ts',
    // What the server starts with, and what the audit log believes.
    'utils/{env,published-secret}.ts',
    'utils/audit/sign-report.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'tests/mutation/vitest.config.ts' },
  concurrency: 2,
  thresholds: { high: 95, low: 90, break: 90 },
  reporters: ['clear-text', 'progress-append-only', 'json'],
  ignorePatterns: ['.next', '.bench-*', 'docs', 'public', 'bench'],
  // Nothing in it leads out of the copy that is changed; the preset's reader does not know this TypeScript.
  tsconfigFile: 'none',
} satisfies PartialStrykerOptions & { vitest: { configFile: string } }
