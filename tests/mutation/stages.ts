export type Stage = {
  /** The files to put mistakes into: what opens or refuses something by itself. */
  mutate: string[]
  /** The unit tests that are to notice. */
  tests: string[]
  /** What of them does not: it waits, or reads the source as text. */
  without?: string[]
}

/**
 * What is changed, and by which tests it has to be noticed. What asks Supabase or Redis and hands the answer on is left to the tests
 * against the built application.
 */
export const STAGES: Record<string, Stage> = {
  // By values alone, in one process.
  values: {
    mutate: [
      // Where someone may go, and who an answer or a request says they are.
      'utils/auth/{middleware-decision,routes,outcome,signed-in-at}.ts',
      'utils/auth/{same-origin,prefetch,safe-redirect}.ts',
      'utils/supabase/{session-cookies,published-keys,plain-headers,visitor,auth-failure}.ts',
      'utils/api/bearer.ts',
      // What is told about an email's link or a provider's answer.
      'utils/auth/{link-problem,oauth-problem,opens-recovery}.ts',
      // Which passwords are taken.
      'utils/auth/{password-policy,password-strength,normalize-password}.ts',
      // What comes in, and what every answer says.
      'utils/{client-address,request-refusal,plain-request,security-headers}.ts',
      // What the server starts with, and what the audit log believes.
      'utils/{env,published-secret}.ts',
      'utils/audit/sign-report.ts',
    ],
    tests: ['tests/unit/{api,audit,auth,supabase}/*.test.ts', 'tests/unit/*.test.ts'],
    without: [
      'tests/unit/auth/{breached-password,even-time,new-password}.test.ts',
      'tests/unit/supabase/{breaker,fetch,email-templates,single-flight,request-deadline}.test.ts',
      'tests/unit/{csp-reports,dependencies,docs,guards-everywhere,pages,properties}.test.ts',
      'tests/unit/{rules,security-table,server-modules,variables}.test.ts',
    ],
  },
  // By the request, its cookies and what Supabase answers.
  requests: {
    mutate: [
      // Who is there, and what they may do.
      'utils/auth/{guards,session-state,form-permission,recent-login}.ts',
      'utils/supabase/refresh-session.ts',
      'utils/api/caller.ts',
      // What an email's link or code is worth.
      'utils/auth/{email-flow,recovery-session,signup-ownership}.ts',
    ],
    tests: ['tests/unit/request/*.test.ts'],
  },
  // By what our own cookies are sealed with: the keys are made once in a process, so these tests are alone in theirs.
  cookies: {
    mutate: ['utils/auth/{seal,flow-cookie,flow-cookie-name}.ts'],
    tests: ['tests/unit/request/flow-cookie.test.ts'],
  },
  // By what another server knows of a password.
  passwords: {
    mutate: ['utils/auth/{new-password,breached-password}.ts'],
    tests: ['tests/unit/auth/check-new-password.test.ts'],
  },
}

/** Names the stage to the processes that run its tests. */
export const STAGE = 'MUTATION_STAGE'
