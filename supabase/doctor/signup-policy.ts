import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { SIGNUP_NOT_ALLOWED } from '../../utils/auth/signup/signup-rejection.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const CHECK = 'sign-up-policy'

/** Never gets an account: the hook rejects it, and so does a trigger without the hook. */
const CHECK_ADDRESS = 'signup-hook-check@example.com'

const ENABLE =
  'Run: npx supabase config push --workdir supabase --remote=<ref>, or enable the function private.before_user_created (dashboard: Authentication, Auth Hooks, Before User Created).'

const errorSchema = z.object({ msg: z.string().optional(), error_code: z.string().optional() })

/** Checks that the Auth server calls the hook that decides who may sign up, if not everyone may. */
export async function checkSignupPolicy({ get, post }: Project): Promise<Finding[]> {
  const { body: mode } = await get('/rest/v1/rpc/signup_mode')
  if (typeof mode !== 'string')
    return [
      warning(CHECK, 'Not checked: the database does not say who may sign up. Apply the migrations first.'),
    ]
  if (mode === 'open') return [ok(CHECK, 'Everyone may sign up.')]

  const { status, body } = await post('/auth/v1/signup', {
    email: CHECK_ADDRESS,
    password: randomBytes(24).toString('base64url'),
  })
  const { msg, error_code } = errorSchema.safeParse(body).data ?? {}
  if (msg === SIGNUP_NOT_ALLOWED)
    return [ok(CHECK, `Sign-up is limited (${mode}), and the Auth server enforces it.`)]
  if (status < 500)
    return [
      warning(
        CHECK,
        `Not checked: the Auth server rejected the check (${error_code ?? status}). Sign-up is limited (${mode}), which requires the before-user-created hook. ${ENABLE}`,
      ),
    ]
  return [
    failure(
      CHECK,
      `Sign-up is limited (${mode}), but the Auth server does not call the before-user-created hook, so anyone can sign up. ${ENABLE}`,
    ),
  ]
}
