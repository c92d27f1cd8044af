import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchMigrations } from '../../../supabase/scripts/watch-migrations'

let folder: string
let stop: () => void
let reported: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrations-'))
  write('20260101000000_first.sql')
  reported = []
  stop = watchMigrations(folder, (file) => reported.push(file))
})
afterEach(() => {
  stop()
  rmSync(folder, { recursive: true })
})

const write = (file: string) => writeFileSync(join(folder, file), 'select 1')

test('reports each added migration once, and no other files or changes', async () => {
  write('20260101000000_first.sql')
  write('notes.txt')
  write('20260102000000_second.sql')
  await expect.poll(() => reported).toEqual(['20260102000000_second.sql'])
  write('20260102000000_second.sql')
  write('20260103000000_third.sql')
  await expect.poll(() => reported).toEqual(['20260102000000_second.sql', '20260103000000_third.sql'])
})

test('ignores a missing folder', () => {
  expect(() => watchMigrations(join(folder, 'none'), () => undefined)()).not.toThrow()
})
