import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { EmptyState } from '@/app/ui/empty-state'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Section } from '@/app/ui/section'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import {
  type AccessRequest,
  listAccessRequests,
  REQUEST_STATUSES,
  type RequestStatus,
} from '@/utils/admin/signup-policy'
import { requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { ApproveForm, RejectForm } from './forms'

export const metadata: Metadata = { title: 'Access requests' }

const PATH = '/admin/access-requests'

const NOTICES = new Map([
  ['approved', 'Request approved.'],
  ['rejected', 'Request rejected.'],
])

const STATUS_TEXTS: Record<RequestStatus, string> = {
  pending: 'Pending',
  approved: 'Approved',
  rejected: 'Rejected',
}

export default async function AccessRequestsPage({ searchParams }: { searchParams: SearchParams }) {
  await requirePermission('users.manage', notFound)
  const wanted = await firstParam(searchParams, 'status')
  const status = REQUEST_STATUSES.find((known) => known === wanted) ?? 'pending'
  const after = await firstParam(searchParams, 'after')
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const page = await listAccessRequests({ status, after })
  const pathTo = (query: { status: RequestStatus; after?: string }) => `${PATH}?${new URLSearchParams(query)}`
  return (
    <>
      <PageHeading
        title="Access requests"
        lead="From people who want to sign up. Their email addresses are not verified yet."
      />
      {notice && <Notice>{notice}</Notice>}
      <nav aria-label="Request status" className="flex flex-wrap gap-3">
        {REQUEST_STATUSES.map((each) => (
          <Link
            key={each}
            prefetch={false}
            href={pathTo({ status: each })}
            aria-current={each === status ? 'page' : undefined}
            className="button button-quiet aria-[current=page]:font-semibold aria-[current=page]:underline"
          >
            {STATUS_TEXTS[each]}
          </Link>
        ))}
      </nav>
      {!page && <Unavailable retry={pathTo({ status })} />}
      {page?.requests.length === 0 && (
        <EmptyState icon="icon-users" title="No requests">
          Requests appear here while sign-up requires approval.
        </EmptyState>
      )}
      {page?.requests.map((request) => (
        <RequestSection key={request.id} request={request} status={status} />
      ))}
      <Pager
        label="Pages of requests"
        first={after ? pathTo({ status }) : undefined}
        next={page?.next ? pathTo({ status, after: page.next }) : undefined}
        firstText="First page"
        nextText="Next page"
      />
    </>
  )
}

function RequestSection({ request, status }: { request: AccessRequest; status: RequestStatus }) {
  const { id, email, name, reason, access_until, created_at, user_id } = request
  return (
    <Section
      title={name}
      lead={
        <>
          <span className="break-all">{email}</span> · <Timestamp at={created_at} />
          {user_id && (
            <>
              {' '}
              ·{' '}
              <Link prefetch={false} href={`/admin/users/${user_id}`} className="link">
                Has an account
              </Link>
            </>
          )}
          {status === 'approved' && access_until && (
            <>
              {' '}
              · Access until <Timestamp at={access_until} relative={false} />
            </>
          )}
        </>
      }
    >
      <p className="break-words whitespace-pre-line">{reason}</p>
      <ApproveForm id={id} email={email} />
      {status === 'pending' && <RejectForm id={id} email={email} />}
    </Section>
  )
}
