import { organizationPath } from '@/utils/organizations/paths'

/** The notices of the list after an action. */
const NOTICES = {
  'note-changed': 'Note updated.',
  'note-deleted': 'Note deleted.',
  'note-gone': 'That note no longer exists.',
  'notes-moved': 'Your notes from the guest session are now in this account.',
  'notes-discarded': 'The notes from the guest session were deleted.',
} as const

type Notice = keyof typeof NOTICES

/** The text for a notice in the query; undefined for any other value. */
export function noticeText(notice: string | undefined): string | undefined {
  return notice && Object.hasOwn(NOTICES, notice) ? NOTICES[notice as Notice] : undefined
}

/** `organization`: the slug of the organization whose notes they are. `before`: the page of the list to return to. */
export type NotesLocation = { organization?: string | undefined; before?: number | undefined }

/** The path of a page of the list: the newest notes, or those before a note. */
export function listPath({ organization, before, notice }: NotesLocation & { notice?: Notice } = {}): string {
  return withQuery(organization ? organizationPath(organization, 'notes') : '/private', { before, notice })
}

/** The path of a note's page. */
export function notePath(id: number, { organization, before }: NotesLocation = {}): string {
  const notes = organization ? organizationPath(organization, 'notes') : '/private/notes'
  return withQuery(`${notes}/${id}`, { before })
}

/** The path of the page that confirms a deletion. */
export function deletePath(id: number, { organization, before }: NotesLocation = {}): string {
  const notes = organization ? organizationPath(organization, 'notes') : '/private/notes'
  return withQuery(`${notes}/${id}/delete`, { before })
}

function withQuery(path: string, params: Record<string, string | number | undefined>): string {
  const filled = Object.entries(params).flatMap(([name, value]) => (value ? [[name, String(value)]] : []))
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path
}
