import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Card } from '@/app/ui/card'
import { waitingLink } from '@/utils/auth/email-flow'
import type { EmailLink } from '@/utils/auth/schemas'
import { ConfirmForm } from './confirm-form'

export const metadata: Metadata = { title: 'One more step' }

/** The Auth server could not be reached when the link was opened. */
const INTERRUPTED = { title: 'Continue with your link', button: 'Continue' }

const MATTERS: Record<EmailLink['type'], { title: string; button: string }> = {
  email: { title: 'Confirm your email address', button: 'Confirm and sign in' },
  signup: { title: 'Confirm your email address', button: 'Confirm and sign in' },
  invite: { title: 'Accept your invitation', button: 'Accept and sign in' },
  magiclink: { title: 'Sign in with your link', button: 'Sign in' },
  recovery: { title: 'Reset your password', button: 'Go on' },
  email_change: { title: 'Confirm your new email address', button: 'Confirm the change' },
}

export default async function ConfirmPage() {
  const link = await waitingLink.read()
  if (!link) redirect('/error?reason=link-expired')

  const { title, button } = 'code' in link ? INTERRUPTED : MATTERS[link.type]
  return (
    <Card title={title} lead="Press the button to continue. The link works once.">
      <ConfirmForm button={button} />
    </Card>
  )
}
