import Link from 'next/link'
import { sessionState } from '@/utils/auth/session-state'
import { SITE_NAME } from '../site'

/** The header, right for the visitor from the first byte on: it is made where the session was verified. */
export async function SiteHeader() {
  const session = await sessionState()
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex min-h-16 max-w-5xl flex-wrap items-center justify-between gap-x-4 px-4 sm:px-6">
        <Link
          prefetch={false}
          href="/"
          className="flex min-h-11 items-center text-lg font-semibold tracking-tight"
        >
          {SITE_NAME}
        </Link>
        <nav aria-label="Account" className="flex items-center gap-2">
          {session.status === 'signed-in' ? <AccountMenu email={session.user.email} /> : <SignInLinks />}
        </nav>
      </div>
    </header>
  )
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
        <form action="/auth/signout" method="post">
          <button type="submit" className="button w-full justify-start hover:bg-canvas">
            Sign out
          </button>
        </form>
      </div>
    </details>
  )
}
