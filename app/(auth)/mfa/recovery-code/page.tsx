import type { Metadata } from 'next'
import Link from 'next/link'
import { SUPPORT_EMAIL } from '@/app/site'
import { RecoveryCodeForm } from '@/app/ui/recovery-code-form'
import { requirePendingMfa } from '@/utils/auth/mfa/require-aal2'
import { mfaPath } from '@/utils/auth/routes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../../auth-card'
import { enterRecoveryCode } from './actions'

export const metadata: Metadata = { title: 'Use a recovery code' }

export default async function RecoveryCodePage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requirePendingMfa(redirectedFrom)
  return (
    <AuthCard
      title="Use a recovery code"
      lead="Enter one of the codes that you saved when you set up two-factor authentication. Each works once."
      footer={
        <>
          Have your phone with you?{' '}
          <Link prefetch={false} href={mfaPath(redirectedFrom)} className="link">
            Use your authenticator app
          </Link>
        </>
      }
    >
      <RecoveryCodeForm action={enterRecoveryCode} redirectedFrom={redirectedFrom} />
      <p className="text-sm text-muted">
        Lost your recovery codes, too? Email{' '}
        <a href={`mailto:${SUPPORT_EMAIL}`} className="link">
          {SUPPORT_EMAIL}
        </a>
        . After we’ve verified your identity, we can remove two-factor authentication from your account.
      </p>
    </AuthCard>
  )
}
