import type { Metadata } from 'next'
import { Notice } from '@/app/ui/notice'
import { Section } from '@/app/ui/section'
import { waitingEmailChange } from '@/utils/auth/email-change'
import { requireAccount } from '@/utils/auth/own-account'
import { isRecentLogin } from '@/utils/auth/recent-login'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/search-params'
import { FreshLoginLink } from '../fresh-login-link'
import { PageHeading } from '../page-heading'
import { EmailForm } from './email-form'
import { PendingEmail } from './pending-email'

export const metadata: Metadata = { title: 'Email' }

export default async function EmailPage({ searchParams }: { searchParams: SearchParams }) {
  const notice = await firstParam(searchParams, 'notice')
  const { user, account } = await requireAccount()
  const waiting = await waitingEmailChange(account)
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
        {isRecentLogin(user) ? <EmailForm /> : <FreshLoginLink from="/account/email" />}
      </Section>
    </>
  )
}
