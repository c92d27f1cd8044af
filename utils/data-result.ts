import { createHash } from 'node:crypto'
import { z } from 'zod'

/** The error of the database when a user has used up a quota (supabase/migrations, quotas). */
const QUOTA_EXCEEDED = 'PT429'

/** The shortest quota is per minute. */
export const QUOTA_RETRY_AFTER_S = 60

export const QUOTA_TEXT = 'You’re saving too often. Wait a minute and try again.'

/** True for the database error of a quota that is used up. */
export function isQuotaExceeded(error: unknown): boolean {
  return error instanceof Object && 'code' in error && error.code === QUOTA_EXCEEDED
}

/**
 * Why the database did not do what was requested.
 *
 * - `missing`: there is no such row, or it belongs to another user; row level security does not distinguish these.
 * - `forbidden`: a permission is missing.
 * - `quota`: the user has used up a write quota.
 * - `unavailable`: the database gave no clear response.
 */
export type DataError = 'missing' | 'forbidden' | 'quota' | 'unavailable'

/** The result of a query. */
export type DataResult<T> = { ok: true; data: T } | { ok: false; reason: DataError }

type Query = PromiseLike<{ data: unknown; error: unknown }>

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const INSUFFICIENT_PRIVILEGE = '42501'
const UNIQUE_VIOLATION = '23505'

/**
 * Runs a query for rows.
 *
 * @param row the schema of each row. A response of another shape is `unavailable`: a gateway may send an HTML page with status
 *   200.
 */
export async function fetchRows<T>(query: Query, row: z.ZodType<T>): Promise<DataResult<T[]>> {
  const { data, error } = await query
  if (isQuotaExceeded(error)) return { ok: false, reason: 'quota' }
  if (hasCode(error, INSUFFICIENT_PRIVILEGE)) return { ok: false, reason: 'forbidden' }
  const parsed = z.array(row).safeParse(data)
  return error || !parsed.success ? { ok: false, reason: 'unavailable' } : { ok: true, data: parsed.data }
}

/** Runs a query for one row; `missing` if there is none. */
export async function fetchRow<T>(query: Query, row: z.ZodType<T>): Promise<DataResult<T>> {
  const rows = await fetchRows(query, row)
  if (!rows.ok) return rows
  const [first] = rows.data
  return first === undefined ? { ok: false, reason: 'missing' } : { ok: true, data: first }
}

/** Inserts a row that has an idempotency key. A second insert with the same key changes nothing and succeeds. */
export async function insertOnce(query: Query, row: z.ZodType): Promise<DataResult<null>> {
  const { data, error } = await query
  if (hasCode(error, UNIQUE_VIOLATION)) return { ok: true, data: null }
  const inserted = await fetchRow(Promise.resolve({ data, error }), row)
  return inserted.ok ? { ok: true, data: null } : inserted
}

/**
 * The key that distinguishes a form submitted twice from two forms with the same text: a UUID derived from a hash.
 *
 * @param formId new each time the server renders the form; chosen by the client in the end, so it is hashed, not trusted.
 * @param content what the form holds: the same form with other content is another row.
 */
export function idempotencyKey(formId: string, content: unknown): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([formId, content]))
    .digest('hex')
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Object && 'code' in error && error.code === code
}
