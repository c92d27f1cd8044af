import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAuthSchemaSql } from '@supabase/lite'

/** Makes a PostgreSQL database a Supabase database: roles, auth schema, extensions, default privileges. Can be repeated. */
export const BOOTSTRAP_SQL = [
  getAuthSchemaSql(),
  readFileSync(join(import.meta.dirname, 'bootstrap.sql'), 'utf8'),
].join('\n')
