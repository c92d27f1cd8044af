import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { hasPassword, requireAccount } from '@/utils/auth/own-account'
import { isRecentLogin } from '@/utils/auth/recent-login'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/search-params'
import { PageHeading } from '../page-heading'
import { afterwards } from './afterwards'
import { CodeForm, MailCodeForm, PasswordForm } from './forms'

export const metadata: Metadata = { title: 'Confirm that it is you' }

export default async function FreshLoginPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, account } = await requireAccount()
  const next = afterwards(await firstParam(searchParams, 'redirectedFrom'))
  if (isRecentLogin(user)) redirect(next)

  // While nobody knows whether there is a password, both ways are open: a link leads to the other.
  const byMail = (await firstParam(searchParams, 'by')) === 'mail' || (await hasPassword()) === false
  const siteKey = env().turnstileSiteKey
  const mailPath = `/account/fresh-login?${new URLSearchParams({ by: 'mail', redirectedFrom: next })}`
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
      {byMail ? (
        <>
          <MailCodeForm redirectedFrom={next} siteKey={siteKey} />
          <CodeForm redirectedFrom={next} />
        </>
      ) : (
        <>
          <PasswordForm email={account.email} redirectedFrom={next} siteKey={siteKey} />
          <p>
            <Link prefetch={false} href={mailPath} className="link inline-flex min-h-11 items-center">
              Confirm by email instead
            </Link>
          </p>
        </>
      )}
    </>
  )
}
