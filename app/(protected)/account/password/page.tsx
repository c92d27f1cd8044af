import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { hasPassword, requireAccount } from '@/utils/auth/account'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { choosePasswordPath } from '@/utils/auth/routes'
import { claimSignupAgain } from '@/utils/auth/signup/signup-ownership'
import { env } from '@/utils/env'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { ReauthenticateLink } from '../reauthenticate-link'
import { SsoManaged } from '../sso-managed'
import { PasswordForm } from './password-form'

export const metadata: Metadata = { title: 'Password' }

/**
 * With `redirectedFrom`: the email address was just confirmed, and the account has no password yet, or one that may not be its
 * owner's, or the database did not say which.
 */
export default async function PasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const from = await firstParam(searchParams, 'redirectedFrom')
  const { user, account } = await requireAccount()
  if (user.ssoProvider)
    return <PageHeading title="Password" lead={<SsoManaged email={account.email} what="password" />} />
  const fresh = isRecentSignIn(user)
  const isClaimed = from === undefined ? false : await claimSignupAgain()
  const has = await hasPassword()
  if (from !== undefined && isClaimed && has) redirect(safeRedirect(from, env().siteUrl))
  if (has === null || isClaimed === null)
    return (
      <>
        <PageHeading title="Password" />
        <Unavailable retry={from === undefined ? '/account/password' : choosePasswordPath(from)} />
      </>
    )
  return (
    <>
      {from !== undefined && !has && (
        <Notice>
          Your email address is confirmed. Choose a password for your next sign-in. If you chose one at
          sign-up, it wasn’t saved, because the email was opened in another browser or someone else had signed
          up with your address.
        </Notice>
      )}
      <PageHeading
        title="Password"
        lead={
          has
            ? undefined
            : 'You have no password yet. With a password you can sign in with your email address.'
        }
      />
      <Section
        title={has ? 'Change password' : 'Set a password'}
        lead="You’ll be signed out on every other device, and we’ll notify you by email."
      >
        {fresh || has ? (
          <PasswordForm email={account.email} requiresCurrent={!fresh} siteKey={env().turnstileSiteKey} />
        ) : (
          <ReauthenticateLink from="/account/password" />
        )}
      </Section>
      {from !== undefined && (
        <Link
          href={safeRedirect(from, env().siteUrl)}
          prefetch={false}
          className="button button-quiet justify-self-start"
        >
          Continue
        </Link>
      )}
    </>
  )
}
