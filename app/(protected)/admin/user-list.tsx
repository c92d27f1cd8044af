import Link from 'next/link'
import type { ListedUser } from '@/utils/admin/users'

export function UserList({ users }: { users: ListedUser[] }) {
  if (users.length === 0) return <p className="text-muted">Nobody is called that.</p>
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-surface">
      {users.map(({ id, email, name, confirmed, sessions, roles }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-x-6 px-4 py-2 sm:px-6">
          <div className="min-w-0">
            <Link
              prefetch={false}
              href={`/admin/users/${id}`}
              className="link inline-flex min-h-11 max-w-full items-center"
            >
              <span className="truncate">{email || id}</span>
            </Link>
            <p className="text-sm break-words text-muted">{name}</p>
          </div>
          <p className="text-sm text-muted">
            {[
              ...roles.map(({ role, expires_at }) => (expires_at ? `${role} for a time` : role)),
              !confirmed && 'not confirmed',
              `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  )
}
