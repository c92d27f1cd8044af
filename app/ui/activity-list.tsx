import Link from 'next/link'
import type { ReactNode } from 'react'
import type { ActivityEntry, ActivityPage } from '@/utils/audit/activity'
import { EVENT_TEXTS, formatReason } from '@/utils/audit/event-texts'
import { deviceName } from '@/utils/auth/devices/device-name'
import { Timestamp } from './timestamp'
import { Unavailable } from './unavailable'

type ActivityListProps = {
  /** null when it could not be read. */
  page: ActivityPage | null
  /** The address of another page of the same list; without an id, of its first. */
  pathTo: (before?: number) => string
  first: boolean
  /** Whose entry it is, where that is not clear already. */
  about?: (entry: ActivityEntry) => ReactNode
}

/** Entries of the audit log, page by page. */
export function ActivityList({ page, pathTo, first, about }: ActivityListProps) {
  if (!page) return <Unavailable retry={pathTo()} />
  return (
    <div className="grid gap-6">
      {page.entries.length === 0 && <p className="text-muted">Nothing has happened yet.</p>}
      <ol className="divide-y divide-line rounded-card border border-line bg-surface empty:hidden">
        {page.entries.map((entry) => (
          <li key={entry.id} className="grid gap-1 px-4 py-3 sm:px-6">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <p className={`font-medium break-words ${entry.result === 'failed' ? 'text-danger' : ''}`}>
                {EVENT_TEXTS[entry.type]}
                {entry.reason && <span className="font-normal">: {formatReason(entry.reason)}</span>}
              </p>
              <p className="text-sm text-muted">
                <Timestamp at={entry.created_at} />
              </p>
            </div>
            {about && <p className="text-sm break-words">{about(entry)}</p>}
            <p className="text-sm break-words text-muted">{origin(entry)}</p>
          </li>
        ))}
      </ol>
      <nav aria-label="Pages" className="flex flex-wrap gap-3">
        {!first && (
          <Link prefetch={false} href={pathTo()} className="button button-quiet">
            Newest
          </Link>
        )}
        {page.older && (
          <Link prefetch={false} href={pathTo(page.older)} className="button button-quiet">
            Older
          </Link>
        )}
      </nav>
    </div>
  )
}

function origin({ ip, user_agent, isCurrentSession }: ActivityEntry): string {
  return [isCurrentSession && 'This session', user_agent && deviceName(user_agent), ip]
    .filter(Boolean)
    .join(' · ')
}
