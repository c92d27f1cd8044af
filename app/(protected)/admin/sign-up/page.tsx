import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EmptyState } from '@/app/ui/empty-state'
import { ListCard } from '@/app/ui/list-card'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { listAllowedEntries } from '@/utils/admin/signup-policy'
import { requirePermission } from '@/utils/auth/guards'
import { readSignupMode } from '@/utils/auth/signup/signup-policy'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AllowForm, ModeForm, RemoveForm } from './forms'

export const metadata: Metadata = { title: 'Sign-up' }

const PATH = '/admin/sign-up'

const NOTICES = new Map([
  ['saved', 'Saved. The sign-up page shows the change within a few seconds.'],
  ['added', 'Added to the allowlist.'],
  ['removed', 'Removed from the allowlist. Existing accounts stay.'],
])

export default async function SignupPolicyPage({ searchParams }: { searchParams: SearchParams }) {
  await requirePermission('users.manage', notFound)
  const after = await firstParam(searchParams, 'after')
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const [mode, list] = await Promise.all([readSignupMode(), listAllowedEntries(after)])
  return (
    <>
      <PageHeading title="Sign-up" lead="Who can create an account. Existing accounts are not affected." />
      {notice && <Notice>{notice}</Notice>}
      {mode && list ? (
        <>
          <Section
            title="Policy"
            lead="Applies to every sign-up, by password or identity provider. People who are invited or approved can sign up under any policy."
          >
            <ModeForm key={mode} mode={mode} />
          </Section>
          <Section
            title="Allowlist"
            lead="These addresses can sign up under any policy. Domains apply only under “Allowed addresses and domains”, and don’t include subdomains."
          >
            <AllowForm key={JSON.stringify(list.entries)} />
          </Section>
          {list.entries.length === 0 ? (
            <EmptyState icon="icon-users" title="The allowlist is empty">
              Add the first address or domain above.
            </EmptyState>
          ) : (
            <ListCard aria-label="Allowlist">
              {list.entries.map(({ entry }) => (
                <li key={entry}>
                  <span className="min-w-0 flex-1 basis-40 break-all">{entry}</span>
                  <div className="basis-full sm:basis-28">
                    <RemoveForm entry={entry} />
                  </div>
                </li>
              ))}
            </ListCard>
          )}
          <Pager
            label="Pages of the allowlist"
            first={after ? PATH : undefined}
            next={list.next ? `${PATH}?${new URLSearchParams({ after: list.next })}` : undefined}
            firstText="First page"
            nextText="Next page"
          />
        </>
      ) : (
        <Unavailable retry={PATH} />
      )}
    </>
  )
}
