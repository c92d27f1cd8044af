import { ListCard } from '@/app/ui/list-card'
import { ListEntry } from '@/app/ui/list-entry'
import { Icon } from '@/app/ui/svg-icon'
import type { JoinableOrganization } from '@/utils/organizations/domains'
import { JoinForm } from './join-form'

/** Organizations that the user can join because of their email address. They learn nothing about the user before that. */
export function JoinableList({ organizations }: { organizations: JoinableOrganization[] }) {
  return (
    <ListCard aria-label="Organizations you can join">
      {organizations.map(({ slug, name, domain }) => (
        <li key={slug}>
          <ListEntry icon={<Icon name="icon-building-2" />} title={`You can join ${name}`}>
            Your email address is at {domain}. If you join, the members of {slug} see your name and email
            address.
          </ListEntry>
          <div className="basis-full">
            <JoinForm organization={slug} name={name} />
          </div>
        </li>
      ))}
    </ListCard>
  )
}
