import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { RecoveryCodeForm } from '@/app/ui/recovery-code-form'
import { VerificationForm } from '@/app/ui/verification-form'
import { requireSignedOut } from '@/utils/auth/guards'
import { RESET_PASSWORD_PAGE } from '@/utils/auth/recovery/recovery-cookie'
import { type RecoverySession, recoverySession } from '@/utils/auth/recovery/recovery-session'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { cancelReset, redeemBeforeReset, verifyBeforeReset } from './actions'
import { ResetPasswordForm } from './reset-password-form'

export const metadata: Metadata = { title: 'Choose a new password' }

export default async function ResetPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSignedOut(undefined)
  const recovery = await recoverySession()
  if (!recovery) redirect('/error?reason=reset-link-expired')
  const byRecoveryCode = (await firstParam(searchParams, 'by')) === 'recovery-code'

  const address = <strong className="font-medium break-words text-ink">{recovery.email}</strong>
  const keepPassword = (
    <form action={cancelReset}>
      <button type="submit" className="button button-quiet w-full">
        Keep current password
      </button>
    </form>
  )
  if (recovery.mfaPending)
    return (
      <AuthCard title="Verify it’s you" lead={<>Then you can choose a new password for {address}.</>}>
        <SecondFactor apps={recovery.apps} byRecoveryCode={byRecoveryCode || recovery.apps.length === 0} />
        {keepPassword}
      </AuthCard>
    )
  return (
    <AuthCard title="Choose a new password" lead={<>For {address}. You’ll be signed out everywhere else.</>}>
      <ResetPasswordForm email={recovery.email} />
      {keepPassword}
    </AuthCard>
  )
}

type SecondFactorProps = Pick<RecoverySession, 'apps'> & { byRecoveryCode: boolean }

/** A reset link proves control of the inbox alone, so a user with a second factor verifies that as well. */
function SecondFactor({ apps, byRecoveryCode }: SecondFactorProps) {
  if (!byRecoveryCode)
    return (
      <>
        <VerificationForm action={verifyBeforeReset} apps={apps} />
        <Link
          prefetch={false}
          href={`${RESET_PASSWORD_PAGE}?by=recovery-code`}
          className="button button-ghost"
        >
          Use a recovery code
        </Link>
      </>
    )
  return (
    <>
      <RecoveryCodeForm action={redeemBeforeReset} />
      {apps.length > 0 && (
        <Link prefetch={false} href={RESET_PASSWORD_PAGE} className="button button-ghost">
          Use your authenticator app
        </Link>
      )}
    </>
  )
}
