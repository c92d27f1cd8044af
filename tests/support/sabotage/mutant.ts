/** One dangerous mistake in the database. */
export type Mutant = {
  /** The table, function or schema that it is in, as SQL writes it. */
  about: string
  /** What is different; unique for what it is about. */
  change: string
  /** The statements that make it. */
  sql: string
  /** The pgTAP file that such mistakes break a rule of, wherever they are. */
  rule?: 'everywhere' | 'grants'
}

/** Numbers the changes to one thing that read the same, and leaves out those that are the same. */
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
