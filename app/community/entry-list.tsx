import { Timestamp } from '@/app/ui/timestamp'
import type { Entry } from '@/utils/community/entries'
import type { Section } from '@/utils/community/sections'
import { DeleteForm } from './delete-form'
import { SECTION_TEXTS } from './section-texts'

type EntryListProps = { section: Section; entries: Entry[]; mayDelete: (entry: Entry) => boolean }

export function EntryList({ section, entries, mayDelete }: EntryListProps) {
  const { one, none } = SECTION_TEXTS[section]
  if (entries.length === 0) return <p className="text-muted">{none}</p>
  return (
    <ul className="grid gap-4">
      {entries.map((entry) => (
        <li key={entry.id}>
          <article className="rounded-card border border-line bg-surface p-6">
            <h2 className="text-lg font-semibold break-words">{entry.title}</h2>
            <p className="mt-1 text-sm break-words text-muted">
              {entry.author_name || 'A former member'}, <Timestamp at={entry.created_at} />
            </p>
            <p className="mt-3 break-words whitespace-pre-line">{entry.body}</p>
            {mayDelete(entry) && (
              <details className="question mt-3">
                <summary className="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted hover:text-ink">
                  Delete<span className="sr-only">: {entry.title}</span>
                </summary>
                <div className="mt-2 grid max-w-sm gap-3">
                  <p>Delete this {one} for everybody? It cannot be brought back.</p>
                  <DeleteForm section={section} id={entry.id} />
                </div>
              </details>
            )}
          </article>
        </li>
      ))}
    </ul>
  )
}
