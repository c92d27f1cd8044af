import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { VerificationForm } from '@/app/ui/verification-form'
import { hasPassword, requireAccount } from '@/utils/auth/account'
import { authenticatorApps } from '@/utils/auth/mfa/factors'
import { listPasskeys } from '@/utils/auth/passkeys/list-passkeys'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { confirmWithApp } from './actions'
import { CodeForm, EmailCodeForm, PasskeyForm, PasswordForm, SsoForm } from './forms'
import { redirectTarget } from './redirect-target'

export const metadata: Metadata = { title: 'Confirm your identity' }

export default async function ReauthenticatePage({ searchParams }: { searchParams: SearchParams }) {
  const { user, account } = await requireAccount()
  const next = redirectTarget(await firstParam(searchParams, 'redirectedFrom'))
  if (isRecentSignIn(user)) redirect(next)

  const apps = authenticatorApps(account)
  const by = await firstParam(searchParams, 'by')
  const byApp = apps.length > 0 && by === undefined
  // While it is unknown whether the account has a password, a link leads to the other method.
  const bySso = !byApp && user.ssoProvider !== undefined
  const byEmail = !byApp && !bySso && (by === 'email' || (await hasPassword()) === false)
  const siteKey = env().turnstileSiteKey
  // With an authenticator app, a session that a passkey starts would ask for its code as well.
  const passkeys = byApp || bySso ? null : await listPasskeys()
  const path = (method: string) =>
    `/account/reauthenticate?${new URLSearchParams({ by: method, redirectedFrom: next })}`
  return (
    <>
      <PageHeading
        title="Confirm your identity"
        lead={
          <>
            You signed in a while ago. Confirm that you are{' '}
            <strong className="font-medium break-words text-ink">{account.email}</strong> to continue.
          </>
        }
      />
      {passkeys && passkeys.length > 0 && (
        <div className="passkey-only">
          <Section title="Use a passkey">
            <PasskeyForm redirectedFrom={next} />
          </Section>
        </div>
      )}
      {byApp ? (
        <Section title="Enter a code from your authenticator app">
          <VerificationForm action={confirmWithApp} apps={apps} redirectedFrom={next} />
          <p>
            <Link prefetch={false} href={path('password')} className="link inline-flex min-h-11 items-center">
              Confirm another way
            </Link>
          </p>
        </Section>
      ) : bySso ? (
        <Section title="Sign in again with SSO" lead="We’ll bring you back here.">
          <SsoForm redirectedFrom={next} siteKey={siteKey} />
        </Section>
      ) : byEmail ? (
        <>
          <Section title="Get an email" lead="We send a link and a code to your email address.">
            <EmailCodeForm redirectedFrom={next} siteKey={siteKey} />
          </Section>
          <Section title="Enter the code" lead="Or open the link of the email in this browser.">
            <CodeForm redirectedFrom={next} />
          </Section>
        </>
      ) : (
        <Section title="Enter your password">
          <PasswordForm email={account.email} redirectedFrom={next} siteKey={siteKey} />
          <p>
            <Link prefetch={false} href={path('email')} className="link inline-flex min-h-11 items-center">
              Confirm by email instead
            </Link>
          </p>
        </Section>
      )}
    </>
  )
}
