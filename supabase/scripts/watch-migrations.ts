import { existsSync, readdirSync, watch } from 'node:fs'

/**
 * Watches for migrations that are added while the backend runs: it applies migrations when it starts.
 * @param folder `supabase/migrations`; a missing folder is not watched.
 * @param report is called once for each new file, with its name.
 * @returns a function that stops watching.
 */
export function watchMigrations(folder: string, report: (file: string) => void): () => void {
  if (!existsSync(folder)) return () => undefined
  const known = new Set(migrationsIn(folder))
  const watcher = watch(folder, { persistent: false }, () => {
    for (const file of migrationsIn(folder).filter((name) => !known.has(name))) {
      known.add(file)
      report(file)
    }
  })
  return () => watcher.close()
}

function migrationsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^\d+_.+\.sql$/.test(name))
}
