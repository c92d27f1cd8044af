import { readdirSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPgtapDatabase, PGTAP_FOLDER, readPgtap } from '../support/pgtap-database.ts'
import { runTap } from '../support/tap.ts'

const files = readdirSync(PGTAP_FOLDER).filter((file) => file.endsWith('.sql'))

let database: PGlite
let close: () => Promise<void>

beforeAll(async () => {
  ;({ database, close } = await openPgtapDatabase())
}, 60_000)

afterAll(() => close())

describe('supabase/tests, as `supabase test db` runs them', () => {
  test.for(files)('%s', async (file) => {
    const { tests, problems } = await runTap(database, readPgtap(file))

    expect(problems).toEqual([])
    expect(tests).toBeGreaterThan(0)
  })
})
