import { EnvError, readEnv } from '../../utils/env.ts'
import { connection } from './connection.ts'
import { deployment } from './deployment.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { keys } from './keys.ts'
import { migrations } from './migrations.ts'
import { type Check, openProject, type Project, Unreachable } from './project.ts'
import { redirects } from './redirects.ts'
import { secrets } from './secrets.ts'
import { signIn } from './sign-in.ts'

const CHECKS: Record<string, Check> = {
  connection,
  keys,
  'sign-in': signIn,
  migrations,
  redirects,
  secrets,
  deployment,
}

/**
 * Finds out whether the configured project and this application fit together. Changes nothing and emails no one.
 *
 * @param source the environment, as in `process.env`.
 * @param previewUrl the address of a preview deployment, if its redirects are to be looked at too.
 */
export async function examine(
  source: Record<string, string | undefined>,
  previewUrl?: string,
): Promise<Finding[]> {
  try {
    const project = openProject(readEnv(source), source, previewUrl)
    const findings = await Promise.all(
      Object.entries(CHECKS).map(([name, check]) => run(name, check, project)),
    )
    return [ok('settings', 'Every variable is well-formed, and none publishes a secret.'), ...findings.flat()]
  } catch (error) {
    if (error instanceof EnvError) return [failure('settings', error.message)]
    throw error
  }
}

async function run(name: string, check: Check, project: Project): Promise<Finding[]> {
  try {
    return await check(project)
  } catch (error) {
    if (error instanceof Unreachable) return [warning(name, `Not checked: ${error.message}`)]
    throw error
  }
}
