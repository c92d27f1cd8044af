import type { Metadata } from 'next'
import Link from 'next/link'
import { EmailAddressForm } from '@/app/(auth)/email-form'
import { requireSignedOut } from '@/utils/auth/guards'
import { loginPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { sendMagicLink } from './actions'

export const metadata: Metadata = {
  title: 'Sign in with a link',
  description: 'Get an email with a link that signs you in.',
}

export default async function MagicLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)

  return (
    <AuthCard
      title="Sign in with a link"
      lead="We’ll email you a link that signs you in without a password."
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
        action={sendMagicLink}
        redirectedFrom={redirectedFrom}
        siteKey={env().turnstileSiteKey}
      >
        Send sign-in link
      </EmailAddressForm>
    </AuthCard>
  )
}
