import { z } from 'zod'
import { isProvider } from '../../utils/auth/oauth/providers.ts'
import { checkAuthenticatorApps } from './authenticator-apps.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { checkPasskeys } from './passkeys.ts'
import type { Project } from './project.ts'
import { checkSso } from './sso.ts'

const settingsSchema = z.object({
  external: z.record(z.string(), z.boolean()),
  disable_signup: z.boolean(),
  mailer_autoconfirm: z.boolean(),
  // Older Auth servers have none.
  passkeys_enabled: z.boolean().default(false),
  saml_enabled: z.boolean().default(false),
})

type Settings = z.infer<typeof settingsSchema>

const PROVIDERS_PAGE = 'dashboard: Authentication, Sign In / Providers'

/** Checks that the project offers the sign-in methods that the app shows, and no others. */
export async function checkSignIn(project: Project): Promise<Finding[]> {
  const { status, body } = await project.get('/auth/v1/settings')
  const settings = settingsSchema.safeParse(body).data
  if (!settings)
    return [
      failure(
        'sign-up',
        `The Auth server did not return its settings (/auth/v1/settings returned ${status}). Check the status of the project in the dashboard.`,
      ),
    ]
  return [
    checkSignUp(settings),
    checkConfirmation(settings),
    checkEmail(settings),
    checkPasskeys(settings.passkeys_enabled, project),
    checkAuthenticatorApps(project),
    await checkSso(settings.saml_enabled, project),
    ...checkProviders(settings),
  ]
}

function checkSignUp({ disable_signup }: Settings): Finding {
  return disable_signup
    ? warning(
        'sign-up',
        `Sign-ups are off, so /signup fails for everyone. Turn on "Allow new users to sign up" (${PROVIDERS_PAGE}), or remove the page.`,
      )
    : ok('sign-up', 'Sign-ups are on.')
}

function checkConfirmation({ mailer_autoconfirm }: Settings): Finding {
  return mailer_autoconfirm
    ? failure(
        'confirmation',
        'Email confirmation is off, so anyone can sign up with another person’s email address. Turn on "Confirm email", or run: npx supabase config push --workdir supabase --remote=<ref>',
      )
    : ok('confirmation', 'Email confirmation is on.')
}

function checkEmail({ external }: Settings): Finding {
  return external.email
    ? ok('email', 'Email sign-in is on.')
    : failure(
        'email',
        `Email sign-in is off, so every sign-in form fails. Turn on the Email provider (${PROVIDERS_PAGE}).`,
      )
}

function checkProviders({ external }: Settings): Finding[] {
  const enabled = Object.keys(external).filter(
    (name) => external[name] && !['email', 'phone', 'anonymous_users'].includes(name),
  )
  const unknown = enabled.filter((name) => !isProvider(name))
  const shown = enabled.filter(isProvider)
  const findings = unknown.map((name) =>
    warning(
      'providers',
      `The provider ${name} is on, but the app has no button for it. Turn it off (${PROVIDERS_PAGE}), or add it to utils/auth/oauth/providers.ts.`,
    ),
  )
  if (external.phone)
    findings.push(
      warning(
        'providers',
        `Phone sign-in is on, but the app has no form for it. Turn it off (${PROVIDERS_PAGE}).`,
      ),
    )
  if (external.anonymous_users)
    findings.push(
      ok(
        'guests',
        'Anonymous sign-ins are on: guests write notes without an account. Use captchas and schedule private.delete_forgotten_guests() (docs/deploy.md).',
      ),
    )
  return [
    ok(
      'providers',
      shown.length
        ? `The sign-in page shows ${shown.join(', ')}.`
        : 'The sign-in page shows no identity providers.',
    ),
    ...findings,
  ]
}
