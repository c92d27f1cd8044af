import Link from 'next/link'
import { Icon } from '@/app/ui/svg-icon'
import { EVENT_TEXTS } from '@/utils/audit/event-texts'

type FilterFormProps = { type: string | undefined; about: string | undefined }

const EVENTS = Object.entries(EVENT_TEXTS).toSorted(([, one], [, other]) => one.localeCompare(other))

/** Filters the activity. A plain GET form: the filter is part of the URL. */
export function FilterForm({ type, about }: FilterFormProps) {
  return (
    <search>
      <form action="/admin/activity" className="flex flex-wrap items-end gap-3">
        {about && <input type="hidden" name="about" value={about} />}
        <div className="grid min-w-0 gap-1.5">
          <label htmlFor="activity-type" className="text-sm font-medium">
            Type of event
          </label>
          <select id="activity-type" name="type" defaultValue={type} className="input">
            <option value="">All events</option>
            {EVENTS.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" className="button button-quiet">
          <Icon name="icon-list-filter" className="size-4.5" />
          Filter
        </button>
        {(about || type) && (
          <Link prefetch={false} href="/admin/activity" className="button button-ghost">
            Clear filters
          </Link>
        )}
      </form>
    </search>
  )
}
