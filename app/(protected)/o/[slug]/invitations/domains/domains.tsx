import { ListCard } from '@/app/ui/list-card'
import { ListEntry } from '@/app/ui/list-entry'
import { Section } from '@/app/ui/section'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import type { DataResult } from '@/utils/data-result'
import type { OrganizationDomain } from '@/utils/organizations/domains'
import { organizationPath } from '@/utils/organizations/paths'
import { AddDomainForm, RemoveDomainForm } from './forms'

type DomainsProps = {
  organization: string
  /** The email address of the user. */
  email: string
  /** Null while the organization is unknown. */
  domains: DataResult<OrganizationDomain[]> | null
}

/** Who can join the organization without an invitation. */
export function Domains({ organization, email, domains }: DomainsProps) {
  return (
    <>
      <Section
        title="Email domains"
        lead="Anyone with a confirmed email address at one of these domains can join as a member. A domain is removed when the person who added it can no longer manage members."
      >
        <AddDomainForm organization={organization} domain={email.slice(email.lastIndexOf('@') + 1)} />
      </Section>
      {domains?.ok && domains.data.length > 0 && (
        <ListCard aria-label="Email domains">
          {domains.data.map(({ domain, added_by, created_at }) => (
            <li key={domain}>
              <ListEntry icon={<Icon name="icon-mail" />} title={<span className="break-all">{domain}</span>}>
                Added by {added_by} <Timestamp at={created_at} />
              </ListEntry>
              <div className="basis-full">
                <RemoveDomainForm organization={organization} domain={domain} />
              </div>
            </li>
          ))}
        </ListCard>
      )}
      {domains && !domains.ok && (
        <Unavailable retry={organizationPath(organization, 'invitations')}>
          The domains can’t be shown right now.
        </Unavailable>
      )}
    </>
  )
}
