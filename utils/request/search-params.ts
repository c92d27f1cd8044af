export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/** The value of a query parameter, the first one if repeated. */
export async function firstParam(searchParams: SearchParams, name: string): Promise<string | undefined> {
  const value = (await searchParams)[name]
  return Array.isArray(value) ? value[0] : value
}
