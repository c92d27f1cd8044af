/** The notices of the list after an action. */
const NOTICES = {
  'note-changed': 'Note updated.',
  'note-deleted': 'Note deleted.',
  'note-gone': 'That note no longer exists.',
} as const

type Notice = keyof typeof NOTICES

/** The text for a notice in the query; undefined for any other value. */
export function noticeText(notice: string | undefined): string | undefined {
  return notice && Object.hasOwn(NOTICES, notice) ? NOTICES[notice as Notice] : undefined
}

type ListPage = { before?: number | undefined; notice?: Notice | undefined }

/** The path of a page of the list: the newest notes, or those before a note. */
export function listPath({ before, notice }: ListPage = {}): string {
  return withQuery('/private', { before, notice })
}

/** The path of a note's page. `before` is the page of the list to return to. */
export function notePath(id: number, before?: number): string {
  return withQuery(`/private/notes/${id}`, { before })
}

/** The path of the page that confirms a deletion. */
export function deletePath(id: number, before?: number): string {
  return withQuery(`/private/notes/${id}/delete`, { before })
}

function withQuery(path: string, params: Record<string, string | number | undefined>): string {
  const filled = Object.entries(params).flatMap(([name, value]) => (value ? [[name, String(value)]] : []))
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path
}
