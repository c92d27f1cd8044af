import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { deviceReport } from '@/utils/auth/devices/device-report'
import { errorPath, forgotPasswordPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { AuthCard } from '../auth-card'
import { SecureAccountForm } from './secure-account-form'

export const metadata: Metadata = { title: 'Secure your account' }

/** Where the email about a new device leads. Nothing happens until the button is pressed. */
export default async function SecureAccountPage() {
  const report = await deviceReport.read()
  if (!report) redirect(errorPath('device-link-expired'))
  if ('result' in report) return <Secured emailed={report.result === 'email-sent'} />

  return (
    <AuthCard
      title="Secure your account"
      lead="If you don’t recognize the sign-in, someone else may know your password. We’ll sign out all devices, turn off your current password, and email you a link to choose a new one."
      footer={
        <Link
          prefetch={false}
          href="/"
          className="link inline-flex min-h-11 min-w-11 items-center justify-center"
        >
          It was me
        </Link>
      }
    >
      <SecureAccountForm siteKey={env().turnstileSiteKey} />
    </AuthCard>
  )
}

function Secured({ emailed }: { emailed: boolean }) {
  return (
    <AuthCard
      title="All devices are signed out"
      lead={
        emailed
          ? 'Your old password no longer works. Check your inbox for a link to choose a new one.'
          : 'Your old password no longer works. We couldn’t email you a link to choose a new one, so request it in a moment.'
      }
    >
      <Link prefetch={false} href={forgotPasswordPath()} className="button button-primary">
        {emailed ? 'Send another link' : 'Send reset link'}
      </Link>
    </AuthCard>
  )
}
