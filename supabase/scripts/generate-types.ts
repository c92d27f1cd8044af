import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { applyMigrations, openDatabase, serveDatabase } from 'supabase-embedded/database'
import { projectRoot } from './project-root.ts'

/** The generated file that the application imports. */
export const typesFile = resolve(projectRoot, 'utils/supabase/database.types.ts')

/**
 * Has the Supabase CLI describe, as TypeScript types, the database that the migrations make.
 * @param migrations the folder they are in.
 * @returns the text of database.types.ts. Throws when a migration fails or the CLI does.
 */
export async function generateTypes(
  migrations = resolve(projectRoot, 'supabase/migrations'),
): Promise<string> {
  const connection = await openDatabase()
  try {
    await applyMigrations(connection.driver, migrations)
    const server = await serveDatabase(connection.driver)
    try {
      return await format(await describeDatabase(server.url))
    } finally {
      await server.close()
    }
  } finally {
    await connection.close()
  }
}

async function describeDatabase(url: string): Promise<string> {
  const { stdout } = await run('supabase', ['gen', 'types', '--schema', 'public', `--remote=${url}`])
  return stdout
}

/** In the project's own format, so that a change of the migrations is readable as a change of the types. */
async function format(text: string): Promise<string> {
  const formatting = run('biome', ['format', '--stdin-file-path=database.types.ts'])
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
  writeFileSync(typesFile, await generateTypes())
  console.info(`Written: ${typesFile}`)
}
