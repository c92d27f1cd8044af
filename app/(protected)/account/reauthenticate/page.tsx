import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { PageHeading } from '@/app/(protected)/account/page-heading'
import { hasPassword, requireAccount } from '@/utils/auth/account'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { CodeForm, MailCodeForm, PasswordForm } from './forms'
import { afterwards } from './redirect-target'

export const metadata: Metadata = { title: 'Confirm that it is you' }

export default async function FreshLoginPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, account } = await requireAccount()
  const next = afterwards(await firstParam(searchParams, 'redirectedFrom'))
  if (isRecentSignIn(user)) redirect(next)

  // While nobody knows whether there is a password, both ways are open: a link leads to the other.
  const byEmail = (await firstParam(searchParams, 'by')) === 'email' || (await hasPassword()) === false
  const siteKey = env().turnstileSiteKey
  const emailPath = `/account/reauthenticate?${new URLSearchParams({ by: 'email', redirectedFrom: next })}`
  return (
    <>
      <PageHeading
        title="Confirm that it is you"
        lead={
          <>
            You have been signed in for a while. For what comes next we ask once more, for{' '}
            <strong className="font-medium break-words text-ink">{account.email}</strong>.
          </>
        }
      />
      {byEmail ? (
        <>
          <MailCodeForm redirectedFrom={next} siteKey={siteKey} />
          <CodeForm redirectedFrom={next} />
        </>
      ) : (
        <>
          <PasswordForm email={account.email} redirectedFrom={next} siteKey={siteKey} />
          <p>
            <Link prefetch={false} href={emailPath} className="link inline-flex min-h-11 items-center">
              Confirm by email instead
            </Link>
          </p>
        </>
      )}
    </>
  )
}
