import type { Metadata } from 'next'
import Link from 'next/link'
import { EmailAddressForm } from '@/app/(auth)/email-form'
import { hasSso } from '@/utils/auth/auth-settings'
import { requireSignedOut } from '@/utils/auth/guards'
import { loginPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { continueWithSso } from './actions'

export const metadata: Metadata = {
  title: 'Single sign-on',
  description: 'Sign in with your organization’s account.',
}

export default async function SsoPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)
  const isOffered = (await hasSso()) !== false

  return (
    <AuthCard
      title="Single sign-on"
      lead={
        isOffered
          ? 'Enter your work email address. You then sign in at your organization.'
          : 'Single sign-on isn’t available at the moment.'
      }
      footer={
        <>
          No single sign-on?{' '}
          <Link prefetch={false} href={loginPath(redirectedFrom)} className="link">
            Sign in another way
          </Link>
        </>
      }
    >
      {isOffered && (
        <EmailAddressForm
          action={continueWithSso}
          redirectedFrom={redirectedFrom}
          siteKey={env().turnstileSiteKey}
          pendingText="Continuing…"
        >
          Continue
        </EmailAddressForm>
      )}
    </AuthCard>
  )
}
