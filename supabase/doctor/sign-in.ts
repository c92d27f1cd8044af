import { z } from 'zod'
import { isProvider } from '../../utils/auth/oauth/providers.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const settingsSchema = z.object({
  external: z.record(z.string(), z.boolean()),
  disable_signup: z.boolean(),
  mailer_autoconfirm: z.boolean(),
})

type Settings = z.infer<typeof settingsSchema>

const PROVIDERS_PAGE = 'dashboard: Authentication, Sign In / Providers'

/** Whether the project offers the ways to sign in that the application's pages show. */
export async function signIn({ ask }: Project): Promise<Finding[]> {
  const { status, body } = await ask('/auth/v1/settings')
  const settings = settingsSchema.safeParse(body).data
  if (!settings)
    return [
      failure('sign-up', `The Auth server does not tell its settings (${status} at /auth/v1/settings).`),
    ]
  return [signUp(settings), confirmation(settings), email(settings), ...providers(settings)]
}

function signUp({ disable_signup }: Settings): Finding {
  return disable_signup
    ? warning(
        'sign-up',
        `Sign-ups are off: /signup fails for everyone. Switch on "Allow new users to sign up" (${PROVIDERS_PAGE}), or remove the page.`,
      )
    : ok('sign-up', 'Sign-ups are on.')
}

function confirmation({ mailer_autoconfirm }: Settings): Finding {
  return mailer_autoconfirm
    ? failure(
        'confirmation',
        'Email addresses are not confirmed: anyone can sign up with the address of someone else. Switch on "Confirm email", or run: npx supabase config push --workdir supabase --remote=<ref>',
      )
    : ok('confirmation', 'Email addresses are confirmed.')
}

function email({ external }: Settings): Finding {
  return external.email
    ? ok('email', 'Signing in by email is on.')
    : failure(
        'email',
        `Signing in by email is off: every form fails. Switch on the provider Email (${PROVIDERS_PAGE}).`,
      )
}

function providers({ external }: Settings): Finding[] {
  const on = Object.keys(external).filter(
    (name) => external[name] && !['email', 'phone', 'anonymous_users'].includes(name),
  )
  const unknown = on.filter((name) => !isProvider(name))
  const shown = on.filter(isProvider)
  const findings = unknown.map((name) =>
    warning(
      'providers',
      `The project offers ${name}, for which the application has no button. Switch it off, or add it to utils/auth/oauth/providers.ts.`,
    ),
  )
  if (external.phone)
    findings.push(
      warning(
        'providers',
        'The project offers phone numbers, for which the application has no form. Switch them off.',
      ),
    )
  if (external.anonymous_users)
    findings.push(
      warning(
        'providers',
        'Anonymous sign-ins are on: anyone gets a session by API, and the application has no use for it. Switch them off.',
      ),
    )
  return [
    ok(
      'providers',
      shown.length
        ? `The sign-in page shows ${shown.join(', ')}.`
        : 'The sign-in page shows no identity provider.',
    ),
    ...findings,
  ]
}
