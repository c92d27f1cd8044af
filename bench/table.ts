export type Row = {
  what: string
  goal: string
  /** The value of the bare app; empty if there is none to compare with. */
  floor: string
  ours: string
  /** The value of the usual way (peer-app.ts), where it can be compared. */
  peer?: string
  /** undefined if a row is for information only. */
  met?: boolean
}

const HEADINGS = { what: 'what', goal: 'goal', floor: 'floor', ours: 'ours', peer: 'peer', met: 'met' }

/** The rows as a Markdown table with aligned columns. */
export function table(rows: Row[]): string {
  const cells = rows.map(({ met, peer = '', ...row }) => ({
    ...row,
    peer,
    met: met === undefined ? '' : met ? 'yes' : 'NO',
  }))
  const columns = Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]
  const width = (column: keyof typeof HEADINGS) =>
    Math.max(...[HEADINGS, ...cells].map((row) => row[column].length))
  const line = (row: typeof HEADINGS) =>
    `| ${columns.map((column) => row[column].padEnd(width(column))).join(' | ')} |`
  const rule = `|${columns.map((column) => '-'.repeat(width(column) + 2)).join('|')}|`
  return [line(HEADINGS), rule, ...cells.map(line)].join('\n')
}
