import Link from 'next/link'
import { Unavailable } from '@/app/ui/unavailable'
import type { DataResult } from '@/utils/data-result'
import type { NotesPage } from '@/utils/notes/notes'
import { deletePath, listPath, notePath } from './paths'

type NoteListProps = { page: DataResult<NotesPage>; before: number | undefined }

/** One page of somebody's notes, or why it cannot be shown and how to try again. */
export function NoteList({ page, before }: NoteListProps) {
  if (!page.ok) return <NotesUnavailable retry={listPath({ before })} />
  const { notes, next } = page.data
  return (
    <>
      {notes.length === 0 && (
        <p className="text-muted">{before ? 'There are no older notes.' : 'You have no notes yet.'}</p>
      )}
      <ul className="grid grid-cols-1 gap-4">
        {notes.map(({ id, note }) => (
          <li key={id} className="rounded-card border border-line bg-surface p-4 sm:p-5">
            <p id={`note-${id}`} dir="auto" className="break-words whitespace-pre-wrap">
              {note}
            </p>
            <p className="-mb-2 mt-2 flex gap-3 text-sm">
              <NoteLink href={notePath(id, before)} noteId={id} text="Edit" />
              <NoteLink href={deletePath(id, before)} noteId={id} text="Delete" />
            </p>
          </li>
        ))}
      </ul>
      {(before || next) && (
        <nav aria-label="Pages of notes" className="flex flex-wrap gap-3">
          {before && (
            <Link prefetch={false} href={listPath()} className="button button-quiet">
              Newest notes
            </Link>
          )}
          {next && (
            <Link prefetch={false} href={listPath({ before: next })} className="button button-quiet">
              Older notes
            </Link>
          )}
        </nav>
      )}
    </>
  )
}

function NoteLink({ href, noteId, text }: { href: string; noteId: number; text: string }) {
  return (
    <Link
      prefetch={false}
      href={href}
      aria-describedby={`note-${noteId}`}
      className="link inline-flex min-h-11 min-w-11 items-center"
    >
      {text}
    </Link>
  )
}

/** Says that notes cannot be shown. */
export function NotesUnavailable({ retry }: { retry: string }) {
  return <Unavailable retry={retry}>Your notes cannot be shown right now. Nothing is lost.</Unavailable>
}
