import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { applyMigrations, openDatabase, serveDatabase } from 'supabase-embedded/database'
import { runCommand } from './processes.ts'
import { projectRoot } from './project-root.ts'

/** The generated files that the application imports. */
export const typesFile = resolve(projectRoot, 'utils/supabase/database.types.ts')
export const permissionsFile = resolve(projectRoot, 'utils/auth/permissions/role-permissions.ts')

type Driver = Awaited<ReturnType<typeof openDatabase>>['driver']

/**
 * Generates the types of the database (with the Supabase CLI) and the permissions of each role, from the migrations.
 * @param migrations the folder that contains the migrations.
 * @returns the text of each generated file by its path. Throws an Error if a migration or the CLI fails.
 */
export async function generateFiles(
  migrations = resolve(projectRoot, 'supabase/migrations'),
): Promise<Record<string, string>> {
  const connection = await openDatabase()
  try {
    await applyMigrations(connection.driver, migrations)
    const permissions = await generatePermissions(connection.driver)
    const server = await serveDatabase(connection.driver)
    try {
      const types = await generateTypes(server.url)
      return { [typesFile]: await formatCode(types), [permissionsFile]: await formatCode(permissions) }
    } finally {
      await server.close()
    }
  } finally {
    await connection.close()
  }
}

async function generatePermissions(driver: Driver): Promise<string> {
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

async function generateTypes(url: string): Promise<string> {
  const { stdout } = await runBinary('supabase', ['gen', 'types', '--schema', 'public', `--remote=${url}`])
  return stdout
}

/** Formats a generated file like the rest of the project, so that diffs only show what a migration changed. */
async function formatCode(text: string): Promise<string> {
  const biome = runBinary('biome', ['format', '--stdin-file-path=generated.ts'])
  biome.child.stdin?.end(text)
  const { stdout } = await biome
  return stdout
}

function runBinary(name: string, parameters: string[]) {
  const file = resolve(projectRoot, 'node_modules/.bin', name)
  return promisify(execFile)(file, parameters, {
    cwd: projectRoot,
    env: { ...process.env, DO_NOT_TRACK: '1' },
  })
}

if (import.meta.main)
  await runCommand(async () => {
    for (const [file, text] of Object.entries(await generateFiles())) {
      writeFileSync(file, text)
      console.info(`Generated ${file}`)
    }
  })
