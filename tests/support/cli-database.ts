import postgres from 'postgres'
import type { Sql } from 'supabase-embedded'

/** The default address of the database of `supabase start`. */
export const CLI_DATABASE =
  process.env.SUPABASE_DB_URL ?? 'postgres://postgres:postgres@127.0.0.1:54322/postgres'

/** The database of `supabase start`, for tests that move the clock or read what was stored. Close it afterwards. */
export function cliDatabase(): { sql: Sql; close(): Promise<void> } {
  const client = postgres(CLI_DATABASE, { max: 1, onnotice: () => {} })
  return {
    sql: async <T>(text: string, parameters: unknown[] = []) =>
      (await client.unsafe(text, parameters as postgres.ParameterOrJSON<never>[])) as unknown as T[],
    close: () => client.end(),
  }
}
