import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { createPgliteConnection } from '@supabase/lite/pglite'
import { applyMigrations, readMigrations } from './apply-migrations.ts'
import { BOOTSTRAP_SQL, SESSION_SQL } from './bootstrap-sql.ts'

/** The installed package of PGlite, and the `node_modules` folder that holds it. */
const pglite = resolve(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '../..')
const modules = resolve(pglite, '../..')
const { version } = JSON.parse(readFileSync(join(pglite, 'package.json'), 'utf8'))
/** Where they are cached. */
export const CACHE_FOLDER = join(modules, '.cache/supabase-embedded')
const DAY_MS = 86_400_000

/**
 * The data folder of a new Supabase database as a tar file for PGlite's `loadDataDir`. Creating one takes seconds of CPU time, so it is
 * cached next to the packages: without migrations once for each release of PGlite and each bootstrap, and with the migrations of a
 * folder once for each state of the folder and day, since migrations can depend on the date.
 *
 * @throws Error that names the migration if one fails.
 */
export async function loadInitialDatabase(migrations?: string): Promise<Blob> {
  const file = join(
    CACHE_FOLDER,
    migrations ? migratedName(migrations) : `pglite-${version}-${hash(BOOTSTRAP_SQL)}.tar`,
  )
  if (!existsSync(file)) await make(file, migrations)
  return new Blob([readFileSync(file)])
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

function migratedName(migrations: string): string {
  const texts = readMigrations(migrations).map(({ file, text }) => [file, text])
  return `migrated-${hash(JSON.stringify([version, BOOTSTRAP_SQL, texts, new Date().toDateString()]))}.tar`
}

async function make(file: string, migrations?: string): Promise<void> {
  const connection = await createPgliteConnection({
    ...(migrations && { pgliteOptions: { loadDataDir: await loadInitialDatabase() } }),
  })
  try {
    if (migrations) {
      await connection.driver.exec(SESSION_SQL)
      await applyMigrations(connection.driver, migrations)
    } else await connection.driver.exec(BOOTSTRAP_SQL)
    await connection.driver.exec('checkpoint')
    const data = await connection.driver.dumpDataDir('none')
    // Another process may be creating it too: the rename is atomic.
    const mine = `${file}.${randomUUID()}`
    mkdirSync(CACHE_FOLDER, { recursive: true })
    deleteOldMigrated()
    writeFileSync(mine, Buffer.from(await data.arrayBuffer()))
    renameSync(mine, file)
  } finally {
    await connection.close()
  }
}

function deleteOldMigrated(): void {
  for (const name of readdirSync(CACHE_FOLDER).filter((file) => file.startsWith('migrated-'))) {
    const file = join(CACHE_FOLDER, name)
    // Another process may have renamed or deleted it meanwhile.
    const entry = statSync(file, { throwIfNoEntry: false })
    if (entry && Date.now() - entry.mtimeMs > DAY_MS) rmSync(file, { force: true })
  }
}
