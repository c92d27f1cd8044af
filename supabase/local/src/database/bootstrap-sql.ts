import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAuthSchemaSql, getStorageSchemaSql } from '@supabase/lite'

/** Makes a PostgreSQL database a Supabase database: roles, auth and storage schemas, extensions, default privileges. Can be repeated. */
export const BOOTSTRAP_SQL = [
  getAuthSchemaSql(),
  getStorageSchemaSql(),
  readFileSync(join(import.meta.dirname, 'bootstrap.sql'), 'utf8'),
].join('\n')

/** What each connection to it runs first. */
export const SESSION_SQL = 'set search_path to "$user", public, extensions'
