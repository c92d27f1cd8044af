import type { Metadata } from 'next'
import { FreshLoginLink } from '@/app/(protected)/account/reauthenticate-link'
import { Notice } from '@/app/ui/notice'
import { Section } from '@/app/ui/section'
import { requireAccount } from '@/utils/auth/account'
import { pendingEmailChange } from '@/utils/auth/email-links/pending-email-change'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { PageHeading } from '../page-heading'
import { EmailForm } from './email-form'
import { PendingEmail } from './pending-email'

export const metadata: Metadata = { title: 'Email' }

export default async function EmailPage({ searchParams }: { searchParams: SearchParams }) {
  const notice = await firstParam(searchParams, 'notice')
  const { user, account } = await requireAccount()
  const waiting = await pendingEmailChange(account)
  return (
    <>
      <PageHeading
        title="Email"
        lead={
          <>
            You sign in with <strong className="font-medium break-words text-ink">{account.email}</strong>.
          </>
        }
      />
      {notice === 'changed' && (
        <Notice>Your address is changed. From now on, sign in with the new one.</Notice>
      )}
      {notice === 'cancelled' && (
        <Notice>Your address stays as it is. The emails about the change no longer work.</Notice>
      )}
      {waiting && (
        <PendingEmail email={account.email} newEmail={waiting.email} siteKey={env().turnstileSiteKey} />
      )}
      <Section
        title={waiting ? 'Change to another address' : 'Change your address'}
        lead="We write to both addresses. The change is made when both are confirmed; until then nothing changes."
      >
        {isRecentSignIn(user) ? <EmailForm /> : <FreshLoginLink from="/account/email" />}
      </Section>
    </>
  )
}
