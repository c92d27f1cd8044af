import { auditInTurns } from './lighthouse.ts'
import type { Server } from './server.ts'
import type { Row } from './table.ts'

const PUBLIC_PAGES = ['/login', '/', '/signup']
const SIGNED_IN_PAGES = ['/private']

/** Lighthouse on the most visited pages, compared with the bare app's static page. */
export async function auditPages(bare: Server, ours: Server, cookie: string): Promise<Row[]> {
  const floor = (await auditInTurns(`${bare.url}/static`)).scores.join(', ')
  const rows: Row[] = []
  for (const path of [...PUBLIC_PAGES, ...SIGNED_IN_PAGES]) {
    const { scores, lost } = await auditInTurns(
      ours.url + path,
      SIGNED_IN_PAGES.includes(path) ? cookie : undefined,
    )
    if (lost.length > 0) console.info(`${path} loses points by: ${lost.join(', ')}`)
    rows.push({
      what: `Lighthouse, ${path}: performance, accessibility, best practices, SEO`,
      goal: '100, 100, 100, 100',
      floor,
      ours: scores.join(', '),
      met: scores.every((score) => score === 100),
    })
  }
  return rows
}
