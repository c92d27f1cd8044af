import Link from 'next/link'
import { type SessionState, sessionState } from '@/utils/auth/session-state'
import { SITE_NAME } from '../site'
import { SameInEveryTab } from './same-in-every-tab'
import { SignOutButton } from './sign-out-button'

/** The header, right for the visitor from the first byte on: it is made where the session was verified. */
export async function SiteHeader() {
  const session = await sessionState()
  return (
    <header className="border-b border-line bg-surface px-4 sm:px-6">
      <div className="mx-auto flex min-h-16 max-w-5xl flex-wrap items-center justify-between gap-x-4">
        <Link
          prefetch={false}
          href="/"
          className="flex min-h-11 items-center text-lg font-semibold tracking-tight"
        >
          {SITE_NAME}
        </Link>
        <nav aria-label="Account" className="flex items-center gap-2">
          <AccountLinks session={session} />
          {session.status !== 'unknown' && (
            <SameInEveryTab user={session.status === 'signed-in' ? session.user.id : ''} />
          )}
        </nav>
      </div>
    </header>
  )
}

function AccountLinks({ session }: { session: SessionState }) {
  switch (session.status) {
    case 'signed-in':
      return <AccountMenu email={session.user.email} />
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

function AccountMenu({ email }: { email: string }) {
  return (
    <details className="relative">
      <summary className="button button-quiet max-w-52 list-none sm:max-w-72 [&::-webkit-details-marker]:hidden">
        <span className="truncate">{email}</span>
        <span aria-hidden="true">▾</span>
      </summary>
      <div className="absolute right-0 z-10 mt-2 grid w-56 gap-1 rounded-card border border-line bg-surface p-2 shadow-lg">
        <Link prefetch={false} href="/private" className="button justify-start hover:bg-canvas">
          Your page
        </Link>
        <Link prefetch={false} href="/community" className="button justify-start hover:bg-canvas">
          Community
        </Link>
        <Link prefetch={false} href="/account" className="button justify-start hover:bg-canvas">
          Your account
        </Link>
        <SignOutButton className="w-full justify-start hover:bg-canvas" />
      </div>
    </details>
  )
}
