import type { Metadata } from 'next'
import Link from 'next/link'
import { Notice } from '@/app/ui/notice'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { hasPassword, requireAccount } from '@/utils/auth/own-account'
import { isRecentLogin } from '@/utils/auth/recent-login'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/search-params'
import { FreshLoginLink } from '../fresh-login-link'
import { PageHeading } from '../page-heading'
import { PasswordForm } from './password-form'

export const metadata: Metadata = { title: 'Password' }

/** With `redirectedFrom`: the address was just confirmed, and the account has no password yet, or none that is sure to be its owner's. */
export default async function PasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const from = await firstParam(searchParams, 'redirectedFrom')
  const { user, account } = await requireAccount()
  const fresh = isRecentLogin(user)
  const has = await hasPassword()
  if (has === null)
    return (
      <>
        <PageHeading title="Password" />
        <Unavailable retry="/account/password" />
      </>
    )
  return (
    <>
      {from !== undefined && !has && (
        <Notice>
          Your email address is confirmed. Choose a password to sign in with next time. If you chose one at
          sign-up, it was not kept: the email was opened in another browser, or someone else had signed up
          with your address before.
        </Notice>
      )}
      <PageHeading
        title="Password"
        lead={
          has ? undefined : 'You have no password yet. With one you can sign in by your email address too.'
        }
      />
      <Section
        title={has ? 'Change your password' : 'Set a password'}
        lead="Every other browser is signed out by it, and we tell you by mail."
      >
        {fresh || has ? (
          <PasswordForm email={account.email} asksCurrent={!fresh} siteKey={env().turnstileSiteKey} />
        ) : (
          <FreshLoginLink from="/account/password" />
        )}
      </Section>
      {from !== undefined && (
        <Link href={safeRedirect(from, env().siteUrl)} prefetch={false} className="button button-quiet">
          Continue
        </Link>
      )}
    </>
  )
}
