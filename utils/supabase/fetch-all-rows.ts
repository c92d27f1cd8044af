type Answer<Row> = { data: Row[] | null; error: unknown }

/**
 * Reads all rows of a question, page by page and by key, however few the database gives at once.
 *
 * @param page asks for the rows that follow the one with this id; none begins.
 * @returns null when a page is missing: the others would look like all.
 */
export async function fetchAllRows<Row extends { id: number }>(
  page: (last: number | undefined) => PromiseLike<Answer<Row>>,
): Promise<Row[] | null> {
  const rows: Row[] = []
  for (;;) {
    const { data, error } = await page(rows.at(-1)?.id)
    if (error || !Array.isArray(data)) return null
    if (data.length === 0) return rows
    rows.push(...data)
  }
}
