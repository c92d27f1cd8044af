import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { requireSignedOut } from '@/utils/auth/guards'
import { recoverySession } from '@/utils/auth/recovery/recovery-session'
import { AuthCard } from '../auth-card'
import { cancelReset } from './actions'
import { ResetPasswordForm } from './reset-password-form'

export const metadata: Metadata = { title: 'Choose a new password' }

export default async function ResetPasswordPage() {
  await requireSignedOut(undefined)
  const recovery = await recoverySession()
  if (!recovery) redirect('/error?reason=reset-link-expired')

  const address = <strong className="font-medium break-words text-ink">{recovery.email}</strong>
  return (
    <AuthCard title="Choose a new password" lead={<>For {address}. You’ll be signed out everywhere else.</>}>
      <ResetPasswordForm email={recovery.email} />
      <form action={cancelReset}>
        <button type="submit" className="button button-quiet w-full">
          Keep current password
        </button>
      </form>
    </AuthCard>
  )
}
