import { existsSync, readdirSync, watch } from 'node:fs'

/**
 * Watches for migrations that are added while the backend runs, because the backend applies migrations only when it starts.
 * @param folder `supabase/migrations`; if it does not exist, nothing is watched.
 * @param report called once with the name of each new file.
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
