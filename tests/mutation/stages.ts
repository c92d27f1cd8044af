export type Stage = {
  /** The files to mutate: those that accept or reject something by themselves. */
  mutate: string[]
  /** The unit tests that should fail. */
  tests: string[]
  /** Those among them that cannot: they wait, or read the source as text. */
  without?: string[]
}

/**
 * What is mutated, and which tests have to fail. Files that only call Supabase or Redis are covered by the tests of the built
 * app. tests/unit/mutation-stages.test.ts checks that every pattern matches files.
 */
export const STAGES: Record<string, Stage> = {
  // By values alone, in one process.
  values: {
    mutate: [
      // Who may open a path, and what a request or a response says about the session.
      'utils/auth/{routes,sessions/session-response,reauthentication/signed-in-at}.ts',
      'utils/request/{decide,same-origin,prefetch,safe-redirect}.ts',
      'utils/supabase/{session-cookies,stored-tokens,client-info}.ts',
      'utils/api/bearer.ts',
      // What an email link or a provider's response means.
      'utils/auth/{email-links/link-error,oauth/oauth-error}.ts',
      // Which passwords are accepted.
      'utils/auth/passwords/{password-policy,password-strength,normalize-password}.ts',
      // What every request and every response carries.
      'utils/request/{client-address,validate-request,normalize-request,security-headers,trusted-headers}.ts',
      // What the server starts with, and what the audit log accepts.
      'utils/{env,exposed-secret}.ts',
      'utils/audit/sign-report.ts',
    ],
    tests: [
      'tests/unit/{api,audit,auth,supabase}/*.test.ts',
      'tests/unit/request/{decide,safe-redirect,client-address,validate-request}.test.ts',
      'tests/unit/request/{normalize-request,security-headers,trusted-headers}.test.ts',
      'tests/unit/*.test.ts',
    ],
    without: [
      'tests/unit/auth/{breached-password,uniform-timing,check-new-password}.test.ts',
      'tests/unit/supabase/{breaker,fetch,email-templates,single-flight,request-deadline}.test.ts',
      'tests/unit/{dependencies,docs,guards-everywhere,pages,properties}.test.ts',
      'tests/unit/{rules,security-table,server-modules,variables,mutation-stages}.test.ts',
    ],
  },
  // By the request, its cookies, and Supabase's responses.
  requests: {
    mutate: [
      // Who sends the request, and what they may do.
      'utils/auth/{guards,sessions/session-state}.ts',
      'utils/auth/reauthentication/require-recent-sign-in.ts',
      'utils/supabase/refresh-session.ts',
      'utils/api/caller.ts',
      // What an email's link or code is good for.
      'utils/auth/{email-links/email-flow,recovery/recovery-session,signup/signup-ownership}.ts',
    ],
    tests: ['tests/unit/request/*.test.ts'],
    without: ['tests/unit/request/pipeline.test.ts'],
  },
  // By the secret that encrypts cookies: a process derives its keys once, so these tests have their own.
  cookies: {
    mutate: ['utils/cookies/{seal,flow-cookie,cookie-name}.ts'],
    tests: ['tests/unit/request/flow-cookie.test.ts'],
  },
  // By another server's data about a password.
  passwords: {
    mutate: ['utils/auth/passwords/{check-new-password,breached-password}.ts'],
    tests: ['tests/unit/auth/check-new-password.test.ts'],
  },
}

/** Passes the stage to the processes that run its tests. */
export const STAGE = 'MUTATION_STAGE'
