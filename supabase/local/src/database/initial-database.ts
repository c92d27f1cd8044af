import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createPgliteConnection } from '@supabase/lite/pglite'
import { BOOTSTRAP_SQL } from './bootstrap-sql.ts'

/** The installed package of PGlite, and the `node_modules` folder that holds it. */
const pglite = resolve(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '../..')
const modules = resolve(pglite, '../..')
const { version } = JSON.parse(readFileSync(join(pglite, 'package.json'), 'utf8'))
const hash = createHash('sha256').update(BOOTSTRAP_SQL).digest('hex').slice(0, 16)
const file = join(modules, `.cache/supabase-embedded/pglite-${version}-${hash}.tar`)

/**
 * The data folder of a Supabase database before its first migration, as a tar file for PGlite's `loadDataDir`. Creating one takes
 * seconds of CPU time, so it is cached next to the packages, once for each release of PGlite and each bootstrap.
 */
export async function loadInitialDatabase(): Promise<Blob> {
  if (!existsSync(file)) await make()
  return new Blob([readFileSync(file)])
}

async function make(): Promise<void> {
  const connection = await createPgliteConnection()
  try {
    await connection.driver.exec(BOOTSTRAP_SQL)
    await connection.driver.exec('checkpoint')
    const folder = await connection.driver.dumpDataDir('none')
    // Another process may be creating it too: the rename is atomic.
    const mine = `${file}.${randomUUID()}`
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(mine, Buffer.from(await folder.arrayBuffer()))
    renameSync(mine, file)
  } finally {
    await connection.close()
  }
}
