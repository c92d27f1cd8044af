import type { Metadata } from 'next'
import Link from 'next/link'
import { Alert } from '@/app/ui/alert'
import { Notice } from '@/app/ui/notice'
import { Timestamp } from '@/app/ui/timestamp'
import { VerificationForm } from '@/app/ui/verification-form'
import { getVerifiedAccount } from '@/utils/auth/account'
import { redirectIfUnavailable } from '@/utils/auth/guards'
import { pendingFactorReset } from '@/utils/auth/mfa/factor-reset'
import { authenticatorApps } from '@/utils/auth/mfa/factors'
import { requirePendingMfa } from '@/utils/auth/mfa/require-aal2'
import { mfaRecoveryPath } from '@/utils/auth/routes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { verifySecondFactor } from './actions'
import { CompleteFactorResetForm } from './complete-factor-reset-form'

export const metadata: Metadata = { title: 'Verify it’s you' }

export default async function MfaPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  const { email } = await requirePendingMfa(redirectedFrom)
  const apps = authenticatorApps(await redirectIfUnavailable(getVerifiedAccount()))
  const notice = await firstParam(searchParams, 'notice')
  const reset = await pendingFactorReset()
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
      {notice === 'no-reset' && !reset?.isDue && (
        <Notice kind="error">
          Two-factor authentication stays on: no reset is due. Ask an admin to request one.
        </Notice>
      )}
      {reset?.isDue && <CompleteFactorResetForm redirectedFrom={redirectedFrom} />}
      {reset && !reset.isDue && (
        <Alert kind="info">
          An admin requested to turn off two-factor authentication for your account. From{' '}
          <Timestamp at={reset.dueAt} relative={false} /> you can do so here. If you still have your app or a
          recovery code, use it now: that cancels the reset.
        </Alert>
      )}
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
