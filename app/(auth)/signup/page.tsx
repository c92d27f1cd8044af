import type { Metadata } from 'next'
import Link from 'next/link'
import { LINK_PREVIEW } from '@/app/site'
import { requireSignedOut } from '@/utils/auth/guards'
import { loginPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { ProviderButtons } from '../provider-buttons'
import { SignupForm } from './signup-form'

export const metadata: Metadata = {
  title: 'Create your account',
  description: 'Create an account in a minute with your name, email address, and a password.',
  ...LINK_PREVIEW,
}

export default async function SignupPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)

  return (
    <AuthCard
      title="Create your account"
      lead="We’ll email you a link to confirm your address."
      footer={
        <>
          Already have an account?{' '}
          <Link prefetch={false} href={loginPath(redirectedFrom)} className="link">
            Sign in
          </Link>
        </>
      }
    >
      <ProviderButtons redirectedFrom={redirectedFrom} />
      <SignupForm redirectedFrom={redirectedFrom} siteKey={env().turnstileSiteKey} />
    </AuthCard>
  )
}
