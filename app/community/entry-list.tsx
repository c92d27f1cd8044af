import { Avatar } from '@/app/ui/avatar'
import { Disclosure } from '@/app/ui/disclosure'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import type { Entry } from '@/utils/community/entry-page'
import type { Section } from '@/utils/community/sections'
import type { FormAction } from '@/utils/forms/form-state'
import { DeleteForm } from './delete-form'
import { SECTION_TEXTS } from './section-texts'

type EntryListProps = {
  section: Section
  organization: string | undefined
  entries: Entry[]
  remove: FormAction
  mayDelete: (entry: Entry) => boolean
}

export function EntryList({ section, organization, entries, remove, mayDelete }: EntryListProps) {
  return (
    <ul className="grid grid-cols-1 gap-4">
      {entries.map((entry) => {
        const author = entry.author_name || 'Former member'
        return (
          <li key={entry.id}>
            <article className="rounded-card border border-line bg-surface p-card shadow-xs">
              <div className="flex items-center gap-3">
                <Avatar name={author} />
                <p className="min-w-0 text-sm break-words text-muted">
                  <span className="block font-medium text-ink">{author}</span>
                  <Timestamp at={entry.created_at} />
                </p>
              </div>
              <h2 className="mt-4 text-heading break-words">{entry.title}</h2>
              <p className="mt-1 max-w-prose break-words whitespace-pre-line">{entry.body}</p>
              {mayDelete(entry) && (
                <div className="mt-2 -mb-2 -ml-2 grid">
                  <Disclosure
                    className="button-ghost px-2 text-sm"
                    summary={
                      <>
                        <Icon name="icon-trash-2" className="size-4" />
                        Delete<span className="sr-only">: {entry.title}</span>
                      </>
                    }
                  >
                    <p>Delete this {SECTION_TEXTS[section].one}? This can’t be undone.</p>
                    <DeleteForm action={remove} section={section} organization={organization} id={entry.id} />
                  </Disclosure>
                </div>
              )}
            </article>
          </li>
        )
      })}
    </ul>
  )
}
