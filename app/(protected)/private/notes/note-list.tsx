import Link from 'next/link'
import { EmptyState } from '@/app/ui/empty-state'
import { Pager } from '@/app/ui/pager'
import { Icon, type IconName } from '@/app/ui/svg-icon'
import { Unavailable } from '@/app/ui/unavailable'
import type { DataResult } from '@/utils/data-result'
import type { NotesPage } from '@/utils/notes/note-schema'
import { deletePath, listPath, type NotesLocation, notePath } from './paths'

type NoteListProps = {
  page: DataResult<NotesPage>
  location: NotesLocation
  /** The names of those who wrote the notes of an organization, by ID. */
  authors?: Map<string, string>
}

/** One page of notes, or an error with a link to try again. */
export function NoteList({ page, location, authors }: NoteListProps) {
  if (!page.ok) return <NotesUnavailable retry={listPath(location)} />
  const { notes, next } = page.data
  const { before } = location
  return (
    <>
      {notes.length === 0 && (
        <EmptyState icon="icon-notebook-pen" title={before ? 'No older notes' : 'No notes yet'}>
          {before ? undefined : 'Write your first note: it is saved when you add it.'}
        </EmptyState>
      )}
      <ul className="grid grid-cols-1 gap-3 empty:hidden">
        {notes.map(({ id, note, author_id }) => (
          <li key={id} className="rounded-card border border-line bg-surface px-card pt-card pb-2 shadow-xs">
            <p id={`note-${id}`} dir="auto" className="break-words whitespace-pre-wrap">
              {note}
            </p>
            {authors && (
              <p className="mt-2 text-sm break-words text-muted">
                {author_id ? authors.get(author_id) : 'Former member'}
              </p>
            )}
            <p className="mt-2 -ml-2 flex">
              <NoteLink href={notePath(id, location)} noteId={id} icon="icon-pencil" text="Edit" />
              <NoteLink href={deletePath(id, location)} noteId={id} icon="icon-trash-2" text="Delete" />
            </p>
          </li>
        ))}
      </ul>
      <Pager
        label="Pages of notes"
        first={before ? listPath({ ...location, before: undefined }) : undefined}
        next={next ? listPath({ ...location, before: next }) : undefined}
        firstText="Newest notes"
        nextText="Older notes"
      />
    </>
  )
}

type NoteLinkProps = { href: string; noteId: number; icon: IconName; text: string }

function NoteLink({ href, noteId, icon, text }: NoteLinkProps) {
  return (
    <Link
      prefetch={false}
      href={href}
      aria-describedby={`note-${noteId}`}
      className="button button-ghost px-2 text-sm"
    >
      <Icon name={icon} className="size-4" />
      {text}
    </Link>
  )
}

/** The error if notes cannot be shown. */
export function NotesUnavailable({ retry }: { retry: string }) {
  return <Unavailable retry={retry}>The notes can’t be shown right now. Nothing is lost.</Unavailable>
}
