import Link from 'next/link'
import { EmptyState } from '@/app/ui/empty-state'
import { Timestamp } from '@/app/ui/timestamp'
import { type ListedOrganization, memberCount } from '@/utils/admin/organizations'

/** A table on wide screens; on small ones each organization is a card. */
export function OrganizationTable({ organizations }: { organizations: ListedOrganization[] }) {
  if (organizations.length === 0)
    return (
      <EmptyState icon="icon-search-x" title="No matches">
        Check the spelling, or search for a part of the name or address.
      </EmptyState>
    )
  return (
    <table className="user-list">
      <thead>
        <tr>
          <th scope="col">Organization</th>
          <th scope="col">Members</th>
          <th scope="col">Owner</th>
          <th scope="col">Created</th>
        </tr>
      </thead>
      <tbody>
        {organizations.map((organization) => (
          <tr key={organization.id}>
            <th scope="row">
              <div className="min-w-0 font-normal max-lg:w-full">
                <p className="truncate">{organization.name}</p>
                <Link
                  prefetch={false}
                  href={`/admin/organizations/${organization.slug}`}
                  className="link flex min-h-11 max-w-full items-center text-sm pointer-fine:min-h-6"
                >
                  <span className="truncate">{organization.slug}</span>
                </Link>
              </div>
            </th>
            <td data-label="Members">{memberCount(organization)}</td>
            <td data-label="Owner">
              <span className="break-all">{organization.owner_email || 'None'}</span>
            </td>
            <td data-label="Created" className="text-muted">
              <Timestamp at={organization.created_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
