import { setImmediate } from 'node:timers/promises'
import type { BrowserJar } from '../tests/support/browser-jar.ts'
import { ADMIN, MEMBER, MENTOR, type Stack, signedIn, startStack } from '../tests/support/stack.ts'
import { median } from './load.ts'
import type { Row } from './table.ts'

const LOADS = 60
const FEW = 10
const MANY_NOTES = 10_000
const MANY_USERS = 1_000_000
/** A statement of about a second. */
const USERS_AT_ONCE = 50_000

/** What pages cost when there is much to list, on the embedded backend. */
export async function growthRows(): Promise<Row[]> {
  const stack = await startStack()
  try {
    return [await manyNotes(stack), await manyUsers(stack)]
  } finally {
    await stack.close()
  }
}

async function manyNotes(stack: Stack): Promise<Row> {
  const { sql } = stack.backend
  const fill =
    'insert into public.notes (user_id, note) select id, $2 || n from auth.users, generate_series(1, $3::int) n where email = $1'
  await sql(fill, [MEMBER.email, 'note ', FEW])
  await sql(fill, [MENTOR.email, 'note ', MANY_NOTES])
  await sql('analyze public.notes')
  const [few, many] = [await signedIn(stack, MEMBER), await signedIn(stack, MENTOR)]
  const times: [number[], number[]] = [[], []]
  for (let n = 0; n < LOADS; n += 1) {
    times[0].push(await timeOf(few, '/private'))
    times[1].push(await timeOf(many, '/private'))
  }
  return compare('`/private` with 10,000 notes compared to 10', ...times)
}

async function manyUsers(stack: Stack): Promise<Row> {
  const admin = await signedIn(stack, ADMIN)
  await addUsers(stack, 1, FEW)
  await stack.backend.sql('analyze')
  const few = await timesOf(admin, '/admin')
  for (let first = FEW + 1; first <= MANY_USERS; first += USERS_AT_ONCE) {
    await addUsers(stack, first, Math.min(first + USERS_AT_ONCE - 1, MANY_USERS))
    // The database does not return to the event loop by itself, which has connections to close.
    await setImmediate()
  }
  await stack.backend.sql('analyze')
  return compare('`/admin` with 1,000,000 users compared to 10', few, await timesOf(admin, '/admin'))
}

/** Inserts users with their profiles and roles, without the triggers that would create them one by one. */
async function addUsers({ backend: { sql } }: Stack, first: number, last: number): Promise<void> {
  const numbers = [first, last]
  await sql('set session_replication_role = replica')
  await sql(
    `insert into auth.users (
       instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
       confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current,
       phone_change, phone_change_token, reauthentication_token, created_at, updated_at
     )
     select
       '00000000-0000-0000-0000-000000000000', md5('user ' || n)::uuid, 'authenticated', 'authenticated', 'user-' || n || '@example.com',
       '', now(), '{}', '{}', '', '', '', '', '', '', '', '', now() - n * interval '1 minute', now()
     from generate_series($1::int, $2::int) n`,
    numbers,
  )
  await sql(
    `insert into public.profiles (id, name) select md5('user ' || n)::uuid, 'User ' || n from generate_series($1::int, $2::int) n`,
    numbers,
  )
  await sql(
    `insert into public.user_roles (user_id, role) select md5('user ' || n)::uuid, 'member' from generate_series($1::int, $2::int) n`,
    numbers,
  )
  await sql('set session_replication_role = origin')
}

async function timesOf(jar: BrowserJar, path: string): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < LOADS; n += 1) times.push(await timeOf(jar, path))
  return times
}

async function timeOf(jar: BrowserJar, path: string): Promise<number> {
  const start = performance.now()
  const response = await jar.fetch(path)
  await response.text()
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`)
  return performance.now() - start
}

function compare(what: string, few: number[], many: number[]): Row {
  const [fewMs, manyMs] = [few, many].map((times) => median(times.slice(LOADS / 6)))
  const ratio = (manyMs ?? Number.NaN) / (fewMs ?? Number.NaN)
  return {
    what,
    goal: '<= 1.5 x',
    floor: `${fewMs?.toFixed(1)} ms`,
    ours: `${manyMs?.toFixed(1)} ms (${ratio.toFixed(2)} x)`,
    met: ratio <= 1.5,
  }
}
