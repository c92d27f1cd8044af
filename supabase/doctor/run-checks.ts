import { EnvError, readEnv } from '../../utils/env.ts'
import { checkAvatars } from './avatars.ts'
import { checkConnection } from './connection.ts'
import { checkDeployment } from './deployment.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { checkKeys } from './keys.ts'
import { checkLiveUpdates } from './live-updates.ts'
import { checkMigrations } from './migrations.ts'
import { type Check, openProject, type Project, UnreachableError } from './project.ts'
import { checkRedirects } from './redirects.ts'
import { checkSecrets } from './secrets.ts'
import { checkSecurityEmails } from './security-emails.ts'
import { checkSignIn } from './sign-in.ts'
import { checkSignupPolicy } from './signup-policy.ts'

const CHECKS: Record<string, Check> = {
  connection: checkConnection,
  keys: checkKeys,
  'sign-in': checkSignIn,
  'sign-up-policy': checkSignupPolicy,
  migrations: checkMigrations,
  avatars: checkAvatars,
  'live-updates': checkLiveUpdates,
  redirects: checkRedirects,
  secrets: checkSecrets,
  'security-emails': checkSecurityEmails,
  deployment: checkDeployment,
}

/**
 * Checks that the configured project and this app fit together. Changes nothing and sends no email.
 *
 * @param source the environment, such as `process.env`.
 * @param previewUrl the URL of a preview deployment whose redirect URLs are checked too.
 */
export async function runChecks(
  source: Record<string, string | undefined>,
  previewUrl?: string,
): Promise<Finding[]> {
  try {
    const project = openProject(readEnv(source), source, previewUrl)
    const findings = await Promise.all(
      Object.entries(CHECKS).map(([name, check]) => runCheck(name, check, project)),
    )
    return [ok('settings', 'All variables are valid, and none exposes a secret key.'), ...findings.flat()]
  } catch (error) {
    if (error instanceof EnvError) return [failure('settings', error.message)]
    throw error
  }
}

async function runCheck(name: string, check: Check, project: Project): Promise<Finding[]> {
  try {
    return await check(project)
  } catch (error) {
    if (error instanceof UnreachableError)
      return [
        warning(name, `Not checked: ${error.message} Resolve the other findings, then run the doctor again.`),
      ]
    throw error
  }
}
