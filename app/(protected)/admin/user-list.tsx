import Link from 'next/link'
import { Avatar } from '@/app/ui/avatar'
import { Badge } from '@/app/ui/badge'
import { EmptyState } from '@/app/ui/empty-state'
import { Timestamp } from '@/app/ui/timestamp'
import type { ListedUser } from '@/utils/admin/users'

/** A table on wide screens; on small ones each user is a card. */
export function UserList({ users }: { users: ListedUser[] }) {
  if (users.length === 0)
    return (
      <EmptyState icon="icon-search-x" title="No matches">
        Check the spelling, or search for a part of the name or email address.
      </EmptyState>
    )
  return (
    <table className="user-list">
      <thead>
        <tr>
          <th scope="col">User</th>
          <th scope="col">Role</th>
          <th scope="col">Sessions</th>
          <th scope="col">Last sign-in</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <UserRow key={user.id} user={user} />
        ))}
      </tbody>
    </table>
  )
}

function UserRow({
  user: { id, email, name, confirmed, banned, sessions, roles, last_sign_in_at },
}: {
  user: ListedUser
}) {
  return (
    <tr>
      <th scope="row">
        <div className="flex min-w-0 items-center gap-3 font-normal max-lg:w-full">
          <Avatar name={name || email || 'Guest'} />
          <div className="min-w-0">
            <p className="truncate">{name || (!email && !confirmed && 'Guest')}</p>
            <Link
              prefetch={false}
              href={`/admin/users/${id}`}
              className="link flex min-h-11 max-w-full items-center text-sm pointer-fine:min-h-6"
            >
              <span className="truncate">{email || id}</span>
            </Link>
          </div>
        </div>
      </th>
      <td data-label="Role">
        <span className="flex flex-wrap gap-1.5">
          {roles.length === 0 && <Badge>member</Badge>}
          {roles.map(({ role, expires_at }) => (
            <Badge key={role} kind="accent">
              {expires_at ? `${role}, temporary` : role}
            </Badge>
          ))}
          {!confirmed && <Badge kind="warning">not confirmed</Badge>}
          {banned && <Badge kind="warning">banned</Badge>}
        </span>
      </td>
      <td data-label="Sessions">{sessions}</td>
      <td data-label="Last sign-in" className="text-muted">
        {last_sign_in_at ? <Timestamp at={last_sign_in_at} /> : 'Never'}
      </td>
    </tr>
  )
}
