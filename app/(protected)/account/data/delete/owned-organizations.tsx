import Link from 'next/link'
import { Section } from '@/app/ui/section'
import type { Membership } from '@/utils/organizations/organization-schema'
import { organizationPath } from '@/utils/organizations/paths'

/** The organizations that would lose their last owner with the account. */
export function OwnedOrganizations({ organizations }: { organizations: Membership[] }) {
  return (
    <Section
      title="You are the last owner of these organizations"
      lead="Transfer the ownership of each to another member, or delete it. Then you can delete your account."
    >
      <ul className="grid gap-2">
        {organizations.map(({ slug, name }) => (
          <li key={slug} className="flex flex-wrap items-center gap-x-4">
            <span className="min-w-0 break-words">{name}</span>
            <Link
              prefetch={false}
              href={organizationPath(slug, 'members')}
              aria-label={`Members of ${name}`}
              className="link inline-flex min-h-11 items-center"
            >
              Members
            </Link>
            <Link
              prefetch={false}
              href={organizationPath(slug, 'settings')}
              aria-label={`Settings of ${name}`}
              className="link inline-flex min-h-11 items-center"
            >
              Settings
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
