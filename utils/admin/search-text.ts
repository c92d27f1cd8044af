const MAX_SEARCH_CHARACTERS = 200

/** What was typed into a search, as the database accepts it. */
export function searchText(typed: string): string {
  return typed.replaceAll('\0', '').slice(0, MAX_SEARCH_CHARACTERS).toWellFormed().trim()
}
