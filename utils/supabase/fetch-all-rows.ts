type PageResult<Row> = { data: Row[] | null; error: unknown }

/**
 * Reads all rows of a query, paged by key, with any page size.
 *
 * @param page requests the rows after the one with this id; undefined for the first page.
 * @returns null if a page could not be read: an incomplete result would look complete.
 */
export async function fetchAllRows<Row extends { id: number }>(
  page: (last: number | undefined) => PromiseLike<PageResult<Row>>,
): Promise<Row[] | null> {
  const rows: Row[] = []
  for (;;) {
    const { data, error } = await page(rows.at(-1)?.id)
    if (error || !Array.isArray(data)) return null
    if (data.length === 0) return rows
    rows.push(...data)
  }
}
