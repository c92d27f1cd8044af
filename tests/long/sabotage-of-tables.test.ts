import { type Equivalent, expectNoticed } from '../support/sabotage/expect-noticed.ts'
import {
  mutantsOfGrants,
  mutantsOfPolicies,
  mutantsOfRows,
  mutantsOfTables,
} from '../support/sabotage/mutants-of-tables.ts'

// Breaks every policy, grant, constraint, trigger, permission and quota in the catalog one at a time and expects a pgTAP file to fail.

const FILLED = 'the trigger set_author_name sets it; the default makes it optional in the generated types'

const EQUIVALENT: Equivalent = {
  announcements: { 'no default of author_name': FILLED },
  materials: { 'no default of author_name': FILLED },
  posts: { 'no default of author_name': FILLED },
}

await expectNoticed([mutantsOfPolicies, mutantsOfTables, mutantsOfGrants, mutantsOfRows], EQUIVALENT)
