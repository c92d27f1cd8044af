/** One dangerous change to the database. */
export type Mutant = {
  /** The changed table, function or schema, as SQL writes it. */
  about: string
  /** A description, unique for its target. */
  change: string
  /** The statements that apply it. */
  sql: string
  /** The pgTAP file with the general rule that the change breaks. */
  rule?: 'everywhere' | 'grants'
  /** Whether it changes the body of a function, so that only callers can notice it. */
  isOfBody?: boolean
}

/** Removes duplicates and numbers changes with the same description. */
export function withDistinctChanges(mutants: Mutant[]): Mutant[] {
  const times = new Map<string, number>()
  const bySql = new Map(mutants.map((mutant) => [mutant.sql, mutant]))
  return [...bySql.values()].map((mutant) => {
    const key = `${mutant.about}: ${mutant.change}`
    const time = (times.get(key) ?? 0) + 1
    times.set(key, time)
    return time === 1 ? mutant : { ...mutant, change: `${mutant.change} (${time})` }
  })
}
