import { z } from 'zod'
import { type Finding, failure, ok } from './finding.ts'
import { type Project, UnreachableError } from './project.ts'

const KEYS_PAGE = 'dashboard: Project Settings, API Keys'

const authHealth = z.object({ name: z.string() })

/** The applied migrations, or an error of PostgREST if their function is missing: migrations.ts reports that. */
const dataApiResponse = z.union([
  z.array(z.string()),
  z.null(),
  z.object({ code: z.string().startsWith('PGRST') }),
])

/** Checks that the Auth server and the data API respond at the configured URL and accept the publishable key. */
export async function checkConnection(project: Project): Promise<Finding[]> {
  return Promise.all([
    checkService(project, 'auth', '/auth/v1/health', authHealth),
    checkService(project, 'data-api', '/rest/v1/rpc/applied_migrations', dataApiResponse),
  ])
}

async function checkService(
  { get, env }: Project,
  check: string,
  path: string,
  expected: z.ZodType,
): Promise<Finding> {
  const response = await get(path).catch((error: unknown) => {
    if (error instanceof UnreachableError) return error
    throw error
  })
  const url = env.supabaseServerUrl
  if (response instanceof UnreachableError)
    return failure(
      check,
      `${url} did not respond. Check NEXT_PUBLIC_SUPABASE_URL and SUPABASE_URL, and make sure that the project is not paused.`,
    )
  if (response.status === 401 || response.status === 403)
    return failure(
      check,
      `${url} rejected the publishable key. Set NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY to the key of this project (${KEYS_PAGE}).`,
    )
  if (expected.safeParse(response.body).success) return ok(check, `${url} responds and accepts the key.`)
  return failure(
    check,
    `${url} returned an unexpected response (${response.status}). Check NEXT_PUBLIC_SUPABASE_URL and SUPABASE_URL, and the status of the project in the dashboard.`,
  )
}
