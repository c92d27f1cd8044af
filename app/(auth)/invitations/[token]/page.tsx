import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { SignOutButton } from '@/app/ui/sign-out-button'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { errorPath, GUEST_PAGE, loginPath, mfaPath, signupPath } from '@/utils/auth/routes'
import { type SessionState, sessionState } from '@/utils/auth/sessions/session-state'
import { env } from '@/utils/env'
import {
  hasInvitationProof,
  invitationPath,
  invitationTokenSchema,
} from '@/utils/organizations/invitation-link'
import { type Invitation, readInvitation } from '@/utils/organizations/invitations'
import { organizationPath } from '@/utils/organizations/paths'
import { ROLE_NAMES } from '@/utils/organizations/role-names'
import { DEFAULT_PAGE } from '@/utils/request/safe-redirect'
import { AuthCard } from '../../auth-card'
import { JoinForm } from './forms'

export const metadata: Metadata = { title: 'Invitation' }

/** Where the email of an invitation leads. Nothing happens until the button is pressed. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  if (!invitationTokenSchema.safeParse(token).success) redirect(errorPath('link-incomplete'))
  const found = await readInvitation(token)
  if (!found.ok && found.reason === 'missing') redirect(errorPath('invitation-not-found'))
  const state = await sessionState()
  if (!found.ok || state.status === 'unknown')
    return (
      <AuthCard title="Invitation">
        <Unavailable retry={invitationPath(token)} />
      </AuthCard>
    )
  redirectIfEnded(found.data, state)
  if (state.status === 'mfa-pending') redirect(mfaPath(invitationPath(token)))

  const { organization_name, role, member_until, invited_by } = found.data
  return (
    <AuthCard
      title={`Join ${organization_name}`}
      lead={
        <>
          {invited_by} invited <Strong>{found.data.email}</Strong> as {role === 'member' ? 'a' : 'an'}{' '}
          {ROLE_NAMES[role].toLowerCase()}
          {member_until && (
            <>
              {' '}
              until <Timestamp at={member_until} relative={false} />
            </>
          )}
          .
        </>
      }
    >
      {'user' in state ? (
        <SignedIn token={token} invited={found.data.email} user={state.user} />
      ) : (
        <SignedOut token={token} canSignUp={await canSignUp(token, found.data.email)} />
      )}
    </AuthCard>
  )
}

function redirectIfEnded({ status, email, organization_slug }: Invitation, state: SessionState): void {
  if (status === 'expired') redirect(errorPath('invitation-expired'))
  if (status !== 'accepted') return
  const isInvited = 'user' in state && state.user.email.toLowerCase() === email
  redirect(isInvited ? organizationPath(organization_slug) : errorPath('invitation-used'))
}

/** An account without a password and without another email requires the proof from the email, and the secret key. */
async function canSignUp(token: string, email: string): Promise<boolean> {
  return env().secretKey !== undefined && (await hasInvitationProof(token, email))
}

function SignedOut({ token, canSignUp }: { token: string; canSignUp: boolean }) {
  const path = invitationPath(token)
  if (!canSignUp)
    return (
      <>
        <p>Sign in or create an account with this email address. We’ll bring you back here.</p>
        <Link prefetch={false} href={signupPath(path)} className="button button-primary">
          Create account
        </Link>
        <Link prefetch={false} href={loginPath(path)} className="button button-quiet">
          Sign in
        </Link>
      </>
    )
  return (
    <>
      <JoinForm token={token} isNew />
      <p className="text-sm text-muted">
        If you don’t have an account, this creates one, and you agree to the{' '}
        <Link prefetch={false} href="/terms" className="link">
          terms
        </Link>
        . If you have one, sign in to accept.
      </p>
      <Link prefetch={false} href={loginPath(path)} className="button button-quiet">
        Sign in
      </Link>
    </>
  )
}

type SignedInProps = { token: string; invited: string; user: { email: string; isGuest: boolean } }

function SignedIn({ token, invited, user: { email, isGuest } }: SignedInProps) {
  if (isGuest)
    return (
      <>
        <p>
          You’re using this site as a guest. Add this email address first, which keeps your notes. Then open
          the invitation again.
        </p>
        <Link prefetch={false} href={GUEST_PAGE} className="button button-primary">
          Add email address
        </Link>
      </>
    )
  if (email.toLowerCase() === invited) return <JoinForm token={token} isNew={false} />
  return (
    <>
      <p>
        You’re signed in as <Strong>{email}</Strong>. Only <Strong>{invited}</Strong> can accept this
        invitation.
      </p>
      <SignOutButton
        className="button button-primary w-full"
        text="Sign out and continue"
        redirectedFrom={invitationPath(token)}
      />
      <Link prefetch={false} href={DEFAULT_PAGE} className="button button-quiet">
        Cancel and stay signed in
      </Link>
    </>
  )
}

function Strong({ children }: { children: string }) {
  return <strong className="font-medium break-words text-ink">{children}</strong>
}
