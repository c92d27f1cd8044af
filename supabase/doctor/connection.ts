import { z } from 'zod'
import { type Finding, failure, ok } from './finding.ts'
import { type Project, Unreachable } from './project.ts'

const DASHBOARD_KEYS = 'dashboard: Project Settings, API Keys'

const auth = z.object({ name: z.string() })

/** The record of migrations, or PostgREST's own error where the function for it is missing; see migrations.ts. */
const dataApi = z.union([z.array(z.string()), z.null(), z.object({ code: z.string().startsWith('PGRST') })])

/** Whether Auth server and data API answer this application's address and key. */
export async function connection(project: Project): Promise<Finding[]> {
  return Promise.all([
    answers(project, 'auth', '/auth/v1/health', auth),
    answers(project, 'data-api', '/rest/v1/rpc/applied_migrations', dataApi),
  ])
}

async function answers(
  { ask, env }: Project,
  check: string,
  path: string,
  expected: z.ZodType,
): Promise<Finding> {
  const answer = await ask(path).catch((error: unknown) => {
    if (error instanceof Unreachable) return error
    throw error
  })
  const where = env.supabaseServerUrl
  if (answer instanceof Unreachable)
    return failure(
      check,
      `${where} gives no answer. Check NEXT_PUBLIC_SUPABASE_URL, SUPABASE_URL, and that the project is not paused.`,
    )
  if (answer.status === 401 || answer.status === 403)
    return failure(
      check,
      `${where} refuses the publishable key. Enter that project's own (${DASHBOARD_KEYS}).`,
    )
  if (expected.safeParse(answer.body).success) return ok(check, `${where} answers, and takes the key.`)
  return failure(
    check,
    `${where} answers ${answer.status}, which is not what Supabase says there. Check the address.`,
  )
}
