import type { Metadata } from 'next'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { requireAccount } from '@/utils/auth/account'
import { pendingEmailChange } from '@/utils/auth/email-links/pending-email-change'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { env } from '@/utils/env'
import { unfinishedForm } from '@/utils/forms/unfinished-form'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { ReauthenticateLink } from '../reauthenticate-link'
import { SsoManaged } from '../sso-managed'
import { EmailForm } from './email-form'
import { PendingEmail } from './pending-email'

export const metadata: Metadata = { title: 'Email' }

export default async function EmailPage({ searchParams }: { searchParams: SearchParams }) {
  const notice = await firstParam(searchParams, 'notice')
  const { user, account } = await requireAccount()
  if (user.ssoProvider)
    return <PageHeading title="Email" lead={<SsoManaged email={account.email} what="email address" />} />
  const waiting = await pendingEmailChange(account)
  const typed = await unfinishedForm(user.id)
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
        <Notice>Your email address has been changed. Sign in with the new one from now on.</Notice>
      )}
      {notice === 'canceled' && <Notice>The change was canceled. Your email address stays the same.</Notice>}
      {waiting && (
        <PendingEmail email={account.email} newEmail={waiting.email} siteKey={env().turnstileSiteKey} />
      )}
      <Section
        title={waiting ? 'Use a different address' : 'Change email address'}
        lead="We’ll send an email to both addresses. Your address changes once you’ve confirmed both."
      >
        {isRecentSignIn(user) ? (
          <EmailForm typed={typed.email} />
        ) : (
          <ReauthenticateLink from="/account/email" />
        )}
      </Section>
    </>
  )
}
