import Link from 'next/link'
import { Badge } from '@/app/ui/badge'
import { ListCard } from '@/app/ui/list-card'
import { ListEntry } from '@/app/ui/list-entry'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import type { Membership } from '@/utils/organizations/organization-schema'
import { organizationPath } from '@/utils/organizations/paths'
import { ROLE_NAMES } from '@/utils/organizations/role-names'

/** The organizations of the user, each with a link to it. */
export function OrganizationList({ organizations }: { organizations: Membership[] }) {
  return (
    <ListCard aria-label="Your organizations">
      {organizations.map(({ id, slug, name, role, expires_at, is_accessible }) => (
        <li key={id}>
          <ListEntry
            icon={<Icon name="icon-building-2" />}
            title={
              <Link
                prefetch={false}
                href={organizationPath(slug)}
                className="link inline-flex min-h-11 min-w-11 items-center"
              >
                {name}
              </Link>
            }
          >
            {slug}
            {expires_at && (
              <>
                {' '}
                · until <Timestamp at={expires_at} relative={false} />
              </>
            )}
          </ListEntry>
          {!is_accessible && <Badge kind="warning">two-factor required</Badge>}
          <Badge>{ROLE_NAMES[role]}</Badge>
        </li>
      ))}
    </ListCard>
  )
}
