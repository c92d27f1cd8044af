import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { applyMigrations, openDatabase, serveDatabase } from 'supabase-embedded/database'
import { projectRoot } from './project-root.ts'

/** The generated files that the application imports. */
export const typesFile = resolve(projectRoot, 'utils/supabase/database.types.ts')
export const permissionsFile = resolve(projectRoot, 'utils/auth/permissions/role-permissions.ts')

type Driver = Awaited<ReturnType<typeof openDatabase>>['driver']

/**
 * Describes the database that the migrations create: its types, by the Supabase CLI, and what each role may do.
 * @param migrations the folder of the migrations.
 * @returns the text of each generated file by its path. Throws when a migration or the CLI fails.
 */
export async function generateFiles(
  migrations = resolve(projectRoot, 'supabase/migrations'),
): Promise<Record<string, string>> {
  const connection = await openDatabase()
  try {
    await applyMigrations(connection.driver, migrations)
    const permissions = await describePermissions(connection.driver)
    const server = await serveDatabase(connection.driver)
    try {
      const types = await describeDatabase(server.url)
      return { [typesFile]: await format(types), [permissionsFile]: await format(permissions) }
    } finally {
      await server.close()
    }
  } finally {
    await connection.close()
  }
}

async function describePermissions(driver: Driver): Promise<string> {
  const { rows } = await driver.query<{ role: string; permissions: string[] }>(
    `select role, array(
       select permission from public.role_permissions where role_permissions.role = roles.role order by permission
     ) as permissions
     from unnest(enum_range(null::public.app_role)) as roles (role)`,
  )
  const permissions = Object.fromEntries(rows.map(({ role, permissions }) => [role, permissions]))
  return `// Generated from the table role_permissions: change it with a migration, then run \`npm run db:types\`.

/** What each role may do. The database decides; TypeScript uses the names. */
export const ROLE_PERMISSIONS = ${JSON.stringify(permissions)} as const
`
}

async function describeDatabase(url: string): Promise<string> {
  const { stdout } = await run('supabase', ['gen', 'types', '--schema', 'public', `--remote=${url}`])
  return stdout
}

/** Formats a generated file like the rest of the project, so that its diff shows what a migration changed. */
async function format(text: string): Promise<string> {
  const formatting = run('biome', ['format', '--stdin-file-path=generated.ts'])
  formatting.child.stdin?.end(text)
  const { stdout } = await formatting
  return stdout
}

function run(command: string, parameters: string[]) {
  const file = resolve(projectRoot, 'node_modules/.bin', command)
  return promisify(execFile)(file, parameters, {
    cwd: projectRoot,
    env: { ...process.env, DO_NOT_TRACK: '1' },
  })
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(await generateFiles())) {
    writeFileSync(file, text)
    console.info(`Written: ${file}`)
  }
}
