import type { Metadata } from 'next'
import Link from 'next/link'
import { EmptyState } from '@/app/ui/empty-state'
import { ListEntry } from '@/app/ui/list-entry'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import { requireAccount } from '@/utils/auth/account'
import { pendingFactorReset } from '@/utils/auth/mfa/factor-reset'
import { authenticatorApps } from '@/utils/auth/mfa/factors'
import { recoveryCodesLeft } from '@/utils/auth/mfa/recovery-codes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { AppList } from './app-list'
import { PendingReset } from './pending-reset'
import { recoveryCodesText } from './recovery-codes-text'

export const metadata: Metadata = { title: 'Two-factor authentication' }

const NOTICES = new Map([
  ['added', 'Authenticator app added.'],
  ['reset-canceled', 'The reset is canceled. Two-factor authentication stays on.'],
  ['no-reset', 'No reset is pending. Two-factor authentication stays on.'],
])

const SETUP = '/account/two-factor/authenticator'

export default async function TwoFactorPage({ searchParams }: { searchParams: SearchParams }) {
  const { account } = await requireAccount()
  const apps = authenticatorApps(account)
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  if (apps.length === 0)
    return (
      <>
        <PageHeading
          title="Two-factor authentication"
          lead="Protect your account with a code from your phone, in addition to your password or your inbox."
        />
        <EmptyState icon="icon-shield-check" title="Two-factor authentication is off">
          <p>You need an authenticator app, such as the one of your password manager or phone.</p>
          <Link prefetch={false} href={SETUP} className="button button-primary mt-4">
            Set up authenticator app
          </Link>
        </EmptyState>
      </>
    )

  const reset = await pendingFactorReset()
  const left = await recoveryCodesLeft(await createClient())
  return (
    <>
      <PageHeading
        title="Two-factor authentication"
        lead="On. When you sign in, we ask for a code from one of your authenticator apps."
      />
      {notice && <Notice>{notice}</Notice>}
      {reset && <PendingReset dueAt={<Timestamp at={reset.dueAt} relative={false} />} />}
      <AppList
        apps={apps.map(({ id, name, createdAt }) => ({
          id,
          name,
          isLast: apps.length === 1,
          summary: (
            <ListEntry icon={<Icon name="icon-smartphone" className="size-5 text-muted" />} title={name}>
              Authenticator app · Added <Timestamp at={createdAt} />
            </ListEntry>
          ),
        }))}
      />
      <Link prefetch={false} href={SETUP} className="button button-quiet sm:justify-self-start">
        Add another app
      </Link>
      <Section
        title="Recovery codes"
        lead="They let you sign in when you don’t have your phone. Each works once."
      >
        {left !== null && left <= 3 && <Notice kind="error">{recoveryCodesText(left)}</Notice>}
        {(left === null || left > 3) && <p>{recoveryCodesText(left)}</p>}
        <Link
          prefetch={false}
          href="/account/two-factor/recovery-codes"
          className="button button-quiet sm:justify-self-start"
        >
          {left === 0 ? 'Create recovery codes' : 'Create new recovery codes'}
        </Link>
      </Section>
    </>
  )
}
