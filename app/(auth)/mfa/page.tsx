import type { Metadata } from 'next'
import Link from 'next/link'
import { VerificationForm } from '@/app/ui/verification-form'
import { getVerifiedAccount } from '@/utils/auth/account'
import { redirectIfUnavailable } from '@/utils/auth/guards'
import { authenticatorApps } from '@/utils/auth/mfa/factors'
import { requirePendingMfa } from '@/utils/auth/mfa/guards'
import { mfaRecoveryPath } from '@/utils/auth/routes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { verifySecondFactor } from './actions'

export const metadata: Metadata = { title: 'Verify it’s you' }

export default async function MfaPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  const { email } = await requirePendingMfa(redirectedFrom)
  const apps = authenticatorApps(await redirectIfUnavailable(getVerifiedAccount()))
  const recoveryPath = mfaRecoveryPath(redirectedFrom)
  return (
    <AuthCard
      title="Verify it’s you"
      lead={
        <>
          Your account <strong className="font-medium break-words text-ink">{email}</strong> is protected by
          two-factor authentication.
        </>
      }
      footer={
        <>
          Can’t use your app?{' '}
          <Link prefetch={false} href={recoveryPath} className="link">
            Use a recovery code
          </Link>
        </>
      }
    >
      {apps.length > 0 ? (
        <VerificationForm
          action={verifySecondFactor}
          apps={apps}
          offersTrust
          redirectedFrom={redirectedFrom}
        />
      ) : (
        <Link prefetch={false} href={recoveryPath} className="button button-primary">
          Use a recovery code
        </Link>
      )}
    </AuthCard>
  )
}
