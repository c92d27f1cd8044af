import type { PGlite } from '@electric-sql/pglite'
import { type Change, withoutConditions, withoutLocks, withoutStatements } from './conditions.ts'
import { type Mutant, withDistinctChanges } from './mutant.ts'

type SqlFunction = {
  about: string
  definition: string
  is_definer: boolean
  returns: string
  language: string
}

/**
 * Functions that make decisions: those that a client can call, that raise an error or call what does, that read the caller's identity, or that change
 * what the Auth server writes. Triggers that read the identity only to fill a column or the audit log are excluded.
 */
const DECIDES = `
  pronamespace = 'public'::regnamespace
  or prosrc ~ 'raise exception|consume_quota|private\\.require_'
  or prosrc ~ 'auth\\.(uid|jwt)\\(|auth\\.sessions|current_session' and prorettype <> 'trigger'::regtype
  or oid in (
    select tgfoid from pg_trigger join pg_class on pg_class.oid = tgrelid
    where relnamespace = 'auth'::regnamespace and tgtype & 2 <> 0 -- BEFORE
  )`
const FUNCTIONS = `
  select oid::regprocedure::text as about, pg_get_functiondef(oid) as definition, prosecdef as is_definer,
    prorettype::regtype::text as returns, (select lanname from pg_language where oid = prolang) as language
  from pg_proc
  where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prokind = 'f' and (${DECIDES}) order by 1`

/** Every such function, changed in one place at a time: a condition, a statement, its privileges or its search path. */
export async function mutantsOfFunctions(database: PGlite): Promise<Mutant[]> {
  const { rows } = await database.query<SqlFunction>(FUNCTIONS)
  return withDistinctChanges(rows.flatMap((row) => [...ofAttributes(row), ...ofBody(row)]))
}

function ofAttributes({ about, is_definer }: SqlFunction): Mutant[] {
  const changes = ['reset search_path', ...(is_definer ? ['security invoker'] : [])]
  return changes.map((change) => ({
    about,
    change,
    sql: `alter function ${about} ${change}`,
    rule: 'everywhere',
  }))
}

function ofBody({ about, definition, returns, language }: SqlFunction): Mutant[] {
  const [, head = '', quote = '', body = ''] = /^(.*AS (\$\w*\$))(.*)\2\s*$/s.exec(definition) ?? []
  const changes = [
    ...withoutConditions(body),
    ...withoutStatements(body),
    ...withoutLocks(body),
    ...(returns === 'boolean' ? constants(language) : []),
  ]
  return changes.map(({ name, text }) => ({ about, change: name, sql: head + text + quote, isOfBody: true }))
}

const constants = (language: string): Change[] =>
  ['true', 'false'].map((value) => ({
    name: `always ${value}`,
    text: language === 'sql' ? `select ${value}` : `begin return ${value}; end`,
  }))
