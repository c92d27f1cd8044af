import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PGTAP_FOLDER, pgtapDatabase, readPgtap } from '../support/pgtap-database.ts'
import { runTap } from '../support/tap.ts'

const files = readdirSync(PGTAP_FOLDER).filter((file) => file.endsWith('.sql'))

const database = pgtapDatabase()

describe('supabase/tests, as `supabase test db` runs them', () => {
  test.for(files)('%s', async (file) => {
    const { tests, problems } = await runTap(database(), readPgtap(file))

    expect(problems).toEqual([])
    expect(tests).toBeGreaterThan(0)
  })
})
