import type { Metadata } from 'next'
import Link from 'next/link'
import { EmailAddressForm } from '@/app/(auth)/email-form'
import { requireSignedOut } from '@/utils/auth/guards'
import { loginPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { forgotPassword } from './actions'

export const metadata: Metadata = {
  title: 'Reset your password',
  description: 'Get an email with a link to choose a new password.',
}

export default async function ForgotPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)

  return (
    <AuthCard
      title="Reset your password"
      lead="Enter your email address and we’ll send you a link to choose a new password."
      footer={
        <>
          Remember your password?{' '}
          <Link prefetch={false} href={loginPath(redirectedFrom)} className="link">
            Sign in
          </Link>
        </>
      }
    >
      <EmailAddressForm
        action={forgotPassword}
        redirectedFrom={redirectedFrom}
        siteKey={env().turnstileSiteKey}
      >
        Send reset link
      </EmailAddressForm>
    </AuthCard>
  )
}
