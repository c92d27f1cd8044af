import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { type PendingLink, pendingLink } from '@/utils/auth/email-links/email-flow'
import type { EmailLink } from '@/utils/auth/email-links/schemas'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { DEFAULT_PAGE } from '@/utils/request/safe-redirect'
import { AuthCard } from '../auth-card'
import { ConfirmForm } from './confirm-form'
import { ReplacesSession } from './replaces-session'

export const metadata: Metadata = { title: 'One more step' }

/** The email's link has already passed through the Auth server, and its code is not redeemed without a confirmation. */
const RETURNED = { title: 'Continue with your link', button: 'Continue' }

const TEXTS: Record<EmailLink['type'], { title: string; button: string }> = {
  email: { title: 'Confirm your email address', button: 'Confirm and sign in' },
  signup: { title: 'Confirm your email address', button: 'Confirm and sign in' },
  invite: { title: 'Accept your invitation', button: 'Accept and sign in' },
  magiclink: { title: 'Sign in with your link', button: 'Sign in' },
  recovery: { title: 'Reset your password', button: 'Continue' },
  email_change: { title: 'Confirm your new email address', button: 'Confirm change' },
}

export default async function ConfirmPage() {
  const link = await pendingLink.read()
  if (!link) redirect('/error?reason=link-expired')

  const { title, button } = 'code' in link ? RETURNED : TEXTS[link.type]
  const state = await sessionState()
  const user = 'user' in state ? state.user : null
  return (
    <AuthCard
      title={title}
      lead={
        user ? (
          <ReplacesSession
            from={user.isGuest ? 'a guest' : user.email}
            to={link.email}
            effect={effectOf(link)}
          />
        ) : (
          'Select the button to continue. The link works once.'
        )
      }
      footer={
        user && (
          <Link prefetch={false} href={DEFAULT_PAGE} className="link">
            Cancel and stay signed in
          </Link>
        )
      }
    >
      <ConfirmForm button={button} signedIn={user?.id ?? ''} />
    </AuthCard>
  )
}

function effectOf(link: PendingLink): 'sign-in' | 'recovery' | 'email-change' {
  const kind = 'code' in link ? link.kind : link.type
  if (kind === 'recovery') return 'recovery'
  // An email change returns a code once both addresses are confirmed.
  return kind === 'email_change' ? 'email-change' : 'sign-in'
}
