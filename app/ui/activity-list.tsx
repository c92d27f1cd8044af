import type { ReactNode } from 'react'
import type { ActivityEntry, ActivityPage } from '@/utils/audit/activity'
import { EVENT_TEXTS, formatReason } from '@/utils/audit/event-texts'
import { deviceName } from '@/utils/auth/devices/device-name'
import { Badge } from './badge'
import { EmptyState } from './empty-state'
import { EventIcon } from './event-icon'
import { ListCard } from './list-card'
import { Pager } from './pager'
import { Timestamp } from './timestamp'
import { Unavailable } from './unavailable'

type ActivityListProps = {
  /** null if it could not be read. */
  page: ActivityPage | null
  /** The path of another page of the list; of the first one without an ID. */
  pathTo: (before?: number) => string
  first: boolean
  /** Whose entry it is, where that is not clear already. */
  about?: (entry: ActivityEntry) => ReactNode
}

/** Entries of the audit log, page by page. */
export function ActivityList({ page, pathTo, first, about }: ActivityListProps) {
  if (!page) return <Unavailable retry={pathTo()} />
  return (
    <>
      {page.entries.length === 0 ? (
        <EmptyState icon="icon-history" title="No activity">
          Sign-ins and changes to accounts appear here.
        </EmptyState>
      ) : (
        <ListCard aria-label="Activity">
          {page.entries.map((entry) => (
            <Entry key={entry.id} entry={entry} about={about?.(entry)} />
          ))}
        </ListCard>
      )}
      <Pager
        label="Pages of activity"
        first={first ? undefined : pathTo()}
        next={page.older ? pathTo(page.older) : undefined}
      />
    </>
  )
}

function Entry({ entry, about }: { entry: ActivityEntry; about: ReactNode }) {
  const { type, result, reason, created_at, ip, user_agent, isCurrentSession } = entry
  const isFailure = result === 'failed'
  const origin = [user_agent && deviceName(user_agent), ip].filter(Boolean).join(' · ')
  return (
    <li>
      <EventIcon type={type} isFailure={isFailure} />
      <div className="min-w-0 flex-1 basis-52">
        <p className={`font-medium break-words ${isFailure ? 'text-danger' : ''}`}>
          {EVENT_TEXTS[type]}
          {reason && <span className="font-normal">: {formatReason(reason)}</span>}
        </p>
        <p className="text-sm break-words text-muted">
          {about}
          {about && origin && ' · '}
          {origin}
        </p>
      </div>
      <p className="flex items-center gap-3 text-sm text-muted max-sm:pl-13">
        {isCurrentSession && <Badge>This session</Badge>}
        <Timestamp at={created_at} />
      </p>
    </li>
  )
}
