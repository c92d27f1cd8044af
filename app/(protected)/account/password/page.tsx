import type { Metadata } from 'next'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { hasPassword, requireAccount } from '@/utils/auth/own-account'
import { isRecentLogin } from '@/utils/auth/recent-login'
import { env } from '@/utils/env'
import { FreshLoginLink } from '../fresh-login-link'
import { PageHeading } from '../page-heading'
import { PasswordForm } from './password-form'

export const metadata: Metadata = { title: 'Password' }

export default async function PasswordPage() {
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
    </>
  )
}
