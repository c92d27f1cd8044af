/** What a page of the list has to say about what was just done. */
const NOTICES = {
  'note-changed': 'Note updated.',
  'note-deleted': 'Note deleted.',
  'note-gone': 'That note no longer exists.',
} as const

type Notice = keyof typeof NOTICES

/** The text for a notice in the address; undefined for anything else. */
export function noticeText(notice: string | undefined): string | undefined {
  return notice && Object.hasOwn(NOTICES, notice) ? NOTICES[notice as Notice] : undefined
}

type ListPage = { before?: number | undefined; notice?: Notice | undefined }

/** The address of a page of the list: the newest notes, or those before a note. */
export function listPath({ before, notice }: ListPage = {}): string {
  return withQuery('/private', { before, notice })
}

/** The address of a note's page. `before` is the page of the list to come back to. */
export function notePath(id: number, before?: number): string {
  return withQuery(`/private/notes/${id}`, { before })
}

/** The address of the question whether to delete a note. */
export function deletePath(id: number, before?: number): string {
  return withQuery(`/private/notes/${id}/delete`, { before })
}

function withQuery(path: string, params: Record<string, string | number | undefined>): string {
  const filled = Object.entries(params).flatMap(([name, value]) => (value ? [[name, String(value)]] : []))
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path
}
