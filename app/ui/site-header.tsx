import Link from 'next/link'
import { type SessionState, sessionState } from '@/utils/auth/sessions/session-state'
import { SITE_NAME } from '../site'
import { AccountMenu } from './account-menu'
import { Logo } from './logo'
import { SignOutButton } from './sign-out-button'
import { SyncTabs } from './sync-tabs'

/** The header, right for the visitor from the first byte on: it is made where the session was verified. */
export async function SiteHeader() {
  const session = await sessionState()
  return (
    <>
      <header className="border-b border-line bg-surface px-4 sm:px-6">
        <div className="mx-auto flex min-h-16 max-w-5xl flex-wrap items-center justify-between gap-x-4">
          <Link
            prefetch={false}
            href="/"
            className="flex min-h-11 items-center gap-2 text-lg font-semibold tracking-tight"
          >
            <Logo />
            {SITE_NAME}
          </Link>
          <nav aria-label="Account" className="flex items-center gap-2">
            <AccountLinks session={session} />
          </nav>
        </div>
      </header>
      {session.status !== 'unknown' && (
        <SyncTabs user={session.status === 'signed-in' ? session.user.id : ''} />
      )}
    </>
  )
}

function AccountLinks({ session }: { session: SessionState }) {
  switch (session.status) {
    case 'signed-in':
      return (
        <AccountMenu email={session.user.email}>
          <SignOutButton className="w-full justify-start hover:bg-canvas" />
        </AccountMenu>
      )
    case 'signed-out':
      return <SignInLinks />
    case 'unknown':
      // Somebody holds a session that cannot be checked now. Leaving is still theirs.
      return <SignOutButton className="button-quiet" />
  }
}

function SignInLinks() {
  return (
    <>
      <Link prefetch={false} href="/login" className="button text-ink hover:text-accent">
        Sign in
      </Link>
      <Link prefetch={false} href="/signup" className="button button-primary">
        Sign up
      </Link>
    </>
  )
}
