import type { Metadata } from 'next'
import Link from 'next/link'
import { LINK_PREVIEW } from '@/app/site'
import { requireSignedOut } from '@/utils/auth/guards'
import { loginPath } from '@/utils/auth/routes'
import type { SignupMode } from '@/utils/auth/signup/signup-modes'
import { signupMode } from '@/utils/auth/signup/signup-policy'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { ProviderButtons } from '../provider-buttons'
import { GuestForm } from './guest/guest-form'
import { SignupForm } from './signup-form'

export const metadata: Metadata = {
  title: 'Create your account',
  description: 'Create an account in a minute with your name, email address, and a password.',
  ...LINK_PREVIEW,
}

const LEADS: Record<SignupMode, string> = {
  open: 'We’ll email you a link to confirm your address.',
  invited: 'Sign-up is by invitation. Use the email address that was invited.',
  allowlist: 'Sign-up is limited to certain email addresses. Use the one from your organization.',
  request: 'You need access to sign up. If your request was approved, use the same email address.',
}

export default async function SignupPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)
  const mode = await signupMode()

  return (
    <AuthCard
      title="Create your account"
      lead={LEADS[mode]}
      footer={
        <>
          Already have an account?{' '}
          <Link prefetch={false} href={loginPath(redirectedFrom)} className="link">
            Sign in
          </Link>
        </>
      }
    >
      {mode === 'request' && (
        <Link prefetch={false} href="/request-access" className="button button-quiet">
          Request access
        </Link>
      )}
      <ProviderButtons redirectedFrom={redirectedFrom} />
      <SignupForm redirectedFrom={redirectedFrom} siteKey={env().turnstileSiteKey} />
      <GuestForm redirectedFrom={redirectedFrom} />
    </AuthCard>
  )
}
